import { useMemo, useState } from "preact/hooks";

/** What a person types over what is stored. */
export interface Draft<Values extends object> {
  /** What the form shows. */
  readonly values: Values;
  /** What the person changed, and only that. */
  readonly changes: Partial<Values>;
  readonly isChanged: boolean;
  readonly set: <Field extends keyof Values>(field: Field, value: Values[Field]) => void;
  /** Fields that the person changed, and someone else meanwhile, too. */
  readonly contested: readonly (keyof Values)[];
}

/**
 * A form's values. When `stored` is read again because someone else has changed it, what was typed stays, and the
 * other fields show what is stored now.
 */
export function useDraft<Values extends object>(stored: Values): Draft<Values> {
  const [first] = useState(stored);
  const [typed, setTyped] = useState<Partial<Values>>({});
  const changes = useMemo(() => differing(stored, typed), [stored, typed]);
  const contested = fieldsOf(changes).filter((field) => !same(first[field], stored[field]));
  return {
    values: { ...stored, ...changes },
    changes,
    isChanged: Object.keys(changes).length > 0,
    set: (field, value) => setTyped((before) => ({ ...before, [field]: value })),
    contested,
  };
}

function differing<Values extends object>(stored: Values, typed: Partial<Values>): Partial<Values> {
  const kept = fieldsOf(typed).filter((field) => !same(stored[field], typed[field]));
  return Object.fromEntries(kept.map((field) => [field, typed[field]])) as Partial<Values>;
}

function fieldsOf<Values extends object>(values: Partial<Values>): (keyof Values)[] {
  return Object.keys(values) as (keyof Values)[];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
