import { useEffect, useRef, useState } from "preact/hooks";
import "../styles/filter-chips.css";
import { CloseIcon } from "./icons";

interface Chip<Name extends string> {
  readonly name: Name;
  /** What the filter is called. */
  readonly label: string;
  /** The filter with its value. */
  readonly words: string;
}

interface FilterChipsProps<Name extends string> {
  readonly chips: readonly Chip<Name>[];
  readonly remove: (name: Name) => void;
  readonly removeAll: () => void;
}

/** The filters that are set. Each is removed by its button. */
export function FilterChips<Name extends string>({ chips, remove, removeAll }: FilterChipsProps<Name>) {
  const { list, removed } = useFocusAfterRemoval(chips.length);
  if (chips.length === 0) return null;
  return (
    <ul class="filter-chips" aria-label="Filters that are set" ref={list}>
      {chips.map(({ name, label, words }, index) => (
        <li key={name} data-filter={name}>
          <span>{words}</span>
          <button
            type="button"
            class="quiet"
            data-action={`remove-${name}`}
            onClick={() => {
              removed(index);
              remove(name);
            }}
          >
            <CloseIcon />
            <span class="hidden-visually">Remove the filter {label}</span>
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li class="chip-all">
          <button type="button" class="quiet" data-action="remove-all" onClick={removeAll}>
            Remove all filters
          </button>
        </li>
      )}
    </ul>
  );
}

/** The button that was pressed is gone: the one in its place takes the focus, so that the keyboard's place is kept. */
function useFocusAfterRemoval(count: number) {
  const list = useRef<HTMLUListElement>(null);
  const [wanted, want] = useState<number | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const buttons = list.current?.querySelectorAll("button") ?? [];
    const next = buttons[Math.min(wanted, count - 1)] ?? document.querySelector<HTMLElement>("#content h1");
    next?.focus();
    want(null);
    // Only when a chip has gone.
  }, [count]);
  return { list, removed: want };
}
