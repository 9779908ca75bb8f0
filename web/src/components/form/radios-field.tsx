import { useId } from "preact/hooks";
import { type Choice, FieldError } from "./fields";

interface RadiosProps<Value extends string> {
  /** The field's name in the API, for tests and errors. */
  readonly name: string;
  readonly label: string;
  readonly error?: string | null;
  /** Null while nothing is chosen. */
  readonly chosen: Value | null;
  readonly choices: readonly (Choice & { readonly value: Value; readonly note?: string })[];
  readonly change: (value: Value) => void;
}

/** One of several, each with a sentence that says what it means. */
export function RadiosField<Value extends string>(props: RadiosProps<Value>) {
  const { name, label, error = null, chosen, choices, change } = props;
  const id = useId();
  return (
    <fieldset
      class="field choices"
      data-field={name}
      data-wrong={error !== null || undefined}
      aria-describedby={error === null ? undefined : `${id}-error`}
    >
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} class="check">
          <input
            type="radio"
            name={`${name}${id}`}
            value={choice.value}
            checked={choice.value === chosen}
            onChange={() => change(choice.value)}
          />
          <span>
            {choice.label}
            {choice.note && <span class="check-note">{choice.note}</span>}
          </span>
        </label>
      ))}
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  );
}
