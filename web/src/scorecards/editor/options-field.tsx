import { useState } from "preact/hooks";
import { Field, TextField } from "../../components/form/fields";
import type { Option, Question, Section } from "../content";
import { ConsequenceFields } from "./consequence-fields";
import { useEditing } from "./editing";
import { buttonOf, changedAt, ListButtons, moved, withoutAt } from "./list-buttons";
import { newOption } from "./new-parts";

const MOST_OPTIONS = 100;

interface OptionsFieldProps {
  readonly question: Question;
  readonly around: readonly Section[];
  readonly change: (changes: Partial<Question>, said?: string) => void;
}

/** The options of a choice. A new one gets its reference id from its text. */
export function OptionsField({ question, around, change }: OptionsFieldProps) {
  const { focusOn } = useEditing();
  const { options } = question;
  const set = (next: readonly Option[], said?: string) => change({ options: next }, said);
  return (
    <fieldset class="field-group" data-field="options">
      <legend>Options</legend>
      {options.map((option, index) => (
        <OptionFields
          key={`${option.ref} ${options.findIndex(({ ref }) => ref === option.ref) === index ? "" : index}`}
          option={option}
          index={index}
          count={options.length}
          around={around}
          change={(changes) => set(changedAt(options, index, changes))}
          move={(by) => {
            set(moved(options, index, by));
            focusOn(question.ref, buttonOf("option", index + by, by));
          }}
          remove={() => {
            set(withoutAt(options, index), `The option “${option.text}” was removed.`);
            focusOn(question.ref, '[data-field="new_option"] input');
          }}
        />
      ))}
      {options.length < MOST_OPTIONS && (
        <AddOption add={(text) => set([...options, newOption(options, text)])} />
      )}
    </fieldset>
  );
}

interface OptionFieldsProps {
  readonly option: Option;
  readonly index: number;
  readonly count: number;
  readonly around: readonly Section[];
  readonly change: (changes: Partial<Option>) => void;
  readonly move: (by: -1 | 1) => void;
  readonly remove: () => void;
}

function OptionFields(props: OptionFieldsProps) {
  const { option, index, count, around, change, move, remove } = props;
  const { scoring } = useEditing().scorecard;
  const name = `option ${index + 1}`;
  const isBlank = option.text.trim() === "";
  return (
    <div class="part" data-part={`option ${index}`} data-edited-option={option.ref}>
      <div class="part-head">
        <TextField
          name="text"
          label={`Option ${index + 1}`}
          maxLength={500}
          value={option.text}
          error={isBlank ? "Give the option a text." : null}
          change={(text) => change({ text })}
        />
        <ListButtons of={name} index={index} count={count} move={move} remove={remove} />
      </div>
      <div class="part-fields">
        <ConsequenceFields of={name} value={option} scoring={scoring} around={around} change={change} />
      </div>
      <p class="ref">
        Reference id <code>{option.ref}</code>
      </p>
    </div>
  );
}

function AddOption({ add }: { readonly add: (text: string) => void }) {
  const [text, setText] = useState("");
  const submit = () => {
    if (text.trim() === "") return;
    add(text.trim());
    setText("");
  };
  return (
    <div class="part-head">
      <Field name="new_option" label="New option">
        {(described) => (
          <input
            {...described}
            type="text"
            autocomplete="off"
            maxLength={500}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              submit();
            }}
          />
        )}
      </Field>
      <button
        type="button"
        class="quiet"
        data-action="add-option"
        disabled={text.trim() === ""}
        onClick={submit}
      >
        Add the option
      </button>
    </div>
  );
}
