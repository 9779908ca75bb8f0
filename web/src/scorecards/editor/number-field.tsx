import { useState } from "preact/hooks";
import { Field } from "../../components/form/fields";
import { type Limits, readTyped, shownNumber, wrongNumber } from "./numbers";

interface NumberFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** Null for nothing, NaN for a text that is no number. */
  readonly value: number | null;
  readonly limits: Limits;
  readonly change: (value: number | null) => void;
}

export function NumberField({ name, label, hint, value, limits, change }: NumberFieldProps) {
  const [typed, type] = useState(shownNumber(value, limits));
  // It may change from outside, such as by undoing.
  const shown = Object.is(readTyped(typed, limits), value) ? typed : shownNumber(value, limits);
  return (
    <Field name={name} label={label} hint={hint} error={wrongNumber(value, limits)}>
      {(described) => (
        <input
          {...described}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={shown}
          onInput={(event) => {
            type(event.currentTarget.value);
            change(readTyped(event.currentTarget.value, limits));
          }}
        />
      )}
    </Field>
  );
}
