import { useEffect, useId, useState } from "preact/hooks";
import { FieldError } from "../components/form/fields";
import { SearchIcon } from "../components/icons";

interface WordsFieldProps {
  readonly value: string;
  readonly error: string | null;
  readonly commit: (text: string) => void;
}

/** The words to search for. The search begins with Enter or the button. */
export function WordsField({ value, error, commit }: WordsFieldProps) {
  const [typed, setTyped] = useState(value);
  const id = useId();
  useEffect(() => setTyped(value), [value]);
  return (
    <form
      class="words-form"
      data-field="text"
      data-wrong={error !== null || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        commit(typed.trim());
      }}
    >
      <div class="words-row">
        <label class="find">
          <span class="hidden-visually">Words in the call</span>
          <SearchIcon />
          <input
            type="search"
            name="text"
            value={typed}
            maxLength={1000}
            autocomplete="off"
            dir="auto"
            placeholder="Words that were said, names, numbers"
            aria-describedby={error === null ? `${id}-help` : `${id}-error ${id}-help`}
            aria-invalid={error !== null || undefined}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" data-action="search">
          Search
        </button>
      </div>
      <FieldError id={`${id}-error`} error={error} />
      <Help id={`${id}-help`} />
    </form>
  );
}

const EXAMPLES = [
  ["refund invoice", "both words, anywhere in the call"],
  ['"call me back"', "these words side by side"],
  ["refund near/5 invoice", "at most five words apart"],
  ['refund -cancel -"no thanks"', "the one without the others"],
  ["invoi*", "words that begin so"],
  ["4711", "the number, also as a part of a phone number"],
] as const;

function Help({ id }: { readonly id: string }) {
  return (
    <details class="words-help">
      <summary id={id}>How to search</summary>
      <dl>
        {EXAMPLES.map(([example, meaning]) => (
          <div key={example}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
