import { useRef, useState } from "preact/hooks";
import { type Choice, SelectField } from "../components/form/fields";

interface ChosenListProps {
  readonly name: string;
  readonly title: string;
  /** What one of them is: "call queue". */
  readonly one: string;
  readonly hint: string;
  readonly error: string | null;
  readonly chosen: readonly string[];
  readonly choices: readonly Choice[];
  readonly change: (chosen: readonly string[]) => void;
}

/** Several of many: each that is chosen with a button that removes it, and a field that adds one. */
export function ChosenList({ name, title, one, hint, error, chosen, choices, change }: ChosenListProps) {
  const [next, setNext] = useState("");
  const element = useRef<HTMLFieldSetElement>(null);
  const nameOf = (value: string) => choices.find((choice) => choice.value === value)?.label ?? value;
  const left = choices.filter(({ value }) => !chosen.includes(value));
  const add = () => {
    change([...chosen, next]);
    setNext("");
    element.current?.querySelector("select")?.focus();
  };
  // The button that was pressed is gone: the focus goes on to the field.
  const remove = (value: string) => {
    change(chosen.filter((other) => other !== value));
    element.current?.querySelector("select")?.focus();
  };
  return (
    <fieldset class="field chosen" data-chosen={name} ref={element}>
      <legend>{title}</legend>
      {chosen.length > 0 && (
        <ul class="held">
          {chosen.map((value) => (
            <li key={value}>
              <span>{nameOf(value)}</span>
              <button type="button" class="quiet" onClick={() => remove(value)}>
                Remove<span class="hidden-visually"> {nameOf(value)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <SelectField
        name={name}
        label={`Another ${one}`}
        hint={hint}
        error={error}
        value={next}
        choices={[{ value: "", label: `Choose a ${one}` }, ...left]}
        change={setNext}
      />
      <div>
        <button type="button" class="quiet" data-action={`add-${name}`} disabled={next === ""} onClick={add}>
          Add<span class="hidden-visually"> the {one}</span>
        </button>
      </div>
    </fieldset>
  );
}
