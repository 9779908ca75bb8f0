import { Field } from "../../components/form/fields";

interface TextAreaProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

const LONGEST = 5_000;

/** Instructions and descriptions, of several lines. */
export function TextArea({ value, change, ...field }: TextAreaProps) {
  return (
    <Field {...field}>
      {(described) => (
        <textarea
          {...described}
          rows={2}
          maxLength={LONGEST}
          value={value}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
