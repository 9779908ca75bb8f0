import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "../../styles/form.css";

interface Common {
  /** The field's name in the API, for tests and errors. */
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | null;
}

/** What ties an input to its label, its hint and its error. */
export interface Described {
  readonly id: string;
  readonly name: string;
  readonly "aria-describedby"?: string | undefined;
  readonly "aria-invalid"?: boolean | undefined;
}

interface FieldProps extends Common {
  readonly children: (described: Described) => ComponentChildren;
}

/** A label, an input, and below it what helps or what is wrong. */
export function Field({ name, label, hint, error = null, children }: FieldProps) {
  const id = useId();
  const notes = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div class="field" data-field={name} data-wrong={error !== null || undefined}>
      <label for={id}>{label}</label>
      {children({
        id,
        name,
        "aria-describedby": notes || undefined,
        "aria-invalid": error !== null || undefined,
      })}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && <FieldError id={`${id}-error`} error={error} />}
    </div>
  );
}

export function FieldError({ id, error }: { readonly id?: string; readonly error: string | null }) {
  if (error === null) return null;
  return (
    <p class="field-error" id={id} role="alert">
      {error}
    </p>
  );
}

interface TextProps extends Common {
  readonly value: string;
  readonly change: (value: string) => void;
  readonly type?: "text" | "email" | "date" | "number" | "search";
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly maxLength?: number;
}

export function TextField(props: TextProps) {
  const { value, change, type = "text", required, placeholder, maxLength, ...field } = props;
  return (
    <Field {...field}>
      {(described) => (
        <input
          {...described}
          // The types of JSX tie each type to a role of its own, and cannot have a choice of types.
          type={type as "text"}
          value={value}
          required={required}
          placeholder={placeholder}
          maxLength={maxLength}
          autocomplete="off"
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function NotesField({ value, change, ...field }: Common & Pick<TextProps, "value" | "change">) {
  return (
    <Field {...field}>
      {(described) => (
        <textarea
          {...described}
          rows={3}
          maxLength={2000}
          value={value}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface SelectProps extends Common {
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly change: (value: string) => void;
}

export function SelectField({ value, choices, change, ...field }: SelectProps) {
  return (
    <Field {...field}>
      {(described) => (
        <select {...described} value={value} onChange={(event) => change(event.currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface ChecksProps extends Omit<Common, "hint"> {
  readonly chosen: readonly string[];
  readonly choices: readonly (Choice & { readonly note?: string })[];
  readonly change: (chosen: readonly string[]) => void;
  readonly isReadOnly?: boolean;
}

/** Several that may be chosen, as check boxes. */
export function ChecksField(props: ChecksProps) {
  const { name, label, error = null, chosen, choices, change, isReadOnly = false } = props;
  const toggle = (value: string, isChosen: boolean) =>
    change(isChosen ? [...chosen, value] : chosen.filter((other) => other !== value));
  return (
    <fieldset class="field checks" data-field={name} data-wrong={error !== null || undefined}>
      <legend>{label}</legend>
      {choices.map((choice) => (
        <CheckBox
          key={choice.value}
          name={choice.value}
          label={choice.label}
          note={choice.note}
          isChecked={chosen.includes(choice.value)}
          isReadOnly={isReadOnly}
          change={(isChosen) => toggle(choice.value, isChosen)}
        />
      ))}
      <FieldError error={error} />
    </fieldset>
  );
}

interface CheckBoxProps {
  readonly name: string;
  readonly label: string;
  readonly note?: string | undefined;
  readonly isChecked: boolean;
  readonly isReadOnly?: boolean;
  readonly change: (isChecked: boolean) => void;
}

export function CheckBox({ name, label, note, isChecked, isReadOnly = false, change }: CheckBoxProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        name={name}
        checked={isChecked}
        disabled={isReadOnly}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      <span>
        {label}
        {note && <span class="check-note">{note}</span>}
      </span>
    </label>
  );
}
