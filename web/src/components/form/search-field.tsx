/** A value that is found by typing a part of its name: a text field with a list of suggestions. */
import { useEffect, useId, useState } from "preact/hooks";
import { useQuery } from "../../api/query";
import { queryOptions } from "../../api/query-client";
import { Field } from "./fields";

export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly note?: string;
}

interface SearchFieldProps<Found extends Suggestion> {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | null;
  /** What is chosen, in words; empty for nothing. */
  readonly chosen: string;
  readonly choose: (found: Found | null) => void;
  /** Tells the answers of this field from others. */
  readonly queryKey: readonly unknown[];
  readonly search: (text: string) => Promise<readonly Found[]>;
}

const PAUSE_MILLISECONDS = 250;

export function useSettled<Value>(value: Value, milliseconds = PAUSE_MILLISECONDS): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** Shows what is chosen; typing searches, the arrow keys move through what is found, Enter chooses. */
export function SearchField<Found extends Suggestion>(props: SearchFieldProps<Found>) {
  const { name, label, hint, error = null, chosen, choose } = props;
  const [typed, type] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const { found, isReading } = useFound(props, typed);
  const listId = useId();
  const isOpen = typed !== null && typed.trim() !== "";
  const take = (one: Found | undefined) => {
    if (one !== undefined) choose(one);
    type(null);
    setActive(0);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setActive(Math.min(active + 1, found.length - 1)),
    ArrowUp: () => setActive(Math.max(active - 1, 0)),
    Enter: () => take(found[active]),
    Escape: () => type(null),
  };
  return (
    <Field name={name} label={label} error={error} {...(hint !== undefined && { hint })}>
      {(described) => (
        <div class="search-field">
          <input
            {...described}
            type="text"
            role="combobox"
            autocomplete="off"
            aria-autocomplete="list"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-activedescendant={isOpen && found[active] ? `${listId}-${active}` : undefined}
            placeholder="Type a name to search"
            value={typed ?? chosen}
            onInput={(event) => type(event.currentTarget.value)}
            onBlur={() => type(null)}
            onKeyDown={(event) => {
              const action = isOpen ? keys[event.key] : undefined;
              if (action === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              action();
            }}
          />
          {chosen !== "" && typed === null && (
            <button type="button" class="quiet" data-action={`clear-${name}`} onClick={() => choose(null)}>
              Remove<span class="hidden-visually"> {label.toLowerCase()}</span>
            </button>
          )}
          <div
            class="suggestions"
            id={listId}
            role="listbox"
            aria-label={`${label}: suggestions`}
            hidden={!isOpen}
          >
            {isOpen && (
              <Suggestions found={found} isReading={isReading} active={active} listId={listId} take={take} />
            )}
          </div>
        </div>
      )}
    </Field>
  );
}

function useFound<Found extends Suggestion>(props: SearchFieldProps<Found>, typed: string | null) {
  const text = useSettled((typed ?? "").trim());
  const query = useQuery(
    queryOptions([...props.queryKey, "search", text], () => props.search(text), { enabled: text !== "" }),
  );
  return { found: query.data ?? [], isReading: query.isFetching || text !== (typed ?? "").trim() };
}

interface SuggestionsProps<Found extends Suggestion> {
  readonly found: readonly Found[];
  readonly isReading: boolean;
  readonly active: number;
  readonly listId: string;
  readonly take: (found: Found) => void;
}

function Suggestions<Found extends Suggestion>(props: SuggestionsProps<Found>) {
  const { found, isReading, active, listId, take } = props;
  if (found.length === 0) {
    return (
      <div role="option" tabIndex={-1} aria-disabled="true" aria-selected="false" class="suggestion-none">
        {isReading ? "Searching…" : "Nothing was found"}
      </div>
    );
  }
  return found.map((one, index) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the focus and handles the keys
    <div
      key={one.key}
      id={`${listId}-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={index === active}
      // Before the field loses the focus, which closes the list.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => take(one)}
    >
      {one.label}
      {one.note && <span class="suggestion-note">{one.note}</span>}
    </div>
  ));
}
