import { useEffect, useRef, useState } from "preact/hooks";
import { CloseIcon } from "../components/icons";
import { FILTER_NAMES, type FilterName, type RecordingFilter, without } from "./filter";
import type { KnownNames } from "./names";
import { filterLabel, filterValue } from "./words";

interface ChipsProps {
  readonly filter: RecordingFilter;
  readonly names: KnownNames;
  readonly change: (filter: RecordingFilter) => void;
}

/** The filters that are set. Each is removed by its button. */
export function Chips({ filter, names, change }: ChipsProps) {
  const set = FILTER_NAMES.filter((name) => filter[name]);
  const { list, removed } = useFocusAfterRemoval(set.length);
  if (set.length === 0) return null;
  return (
    <ul class="filter-chips" aria-label="Filters that are set" ref={list}>
      {set.map((name, index) => (
        <li key={name} data-filter={name}>
          <span>{chipWords(name, filter[name] ?? "", names)}</span>
          <button
            type="button"
            class="quiet"
            data-action={`remove-${name}`}
            onClick={() => {
              removed(index);
              change(without(filter, [name]));
            }}
          >
            <CloseIcon />
            <span class="hidden-visually">Remove the filter {filterLabel(name)}</span>
          </button>
        </li>
      ))}
      {set.length > 1 && (
        <li class="chip-all">
          <button type="button" class="quiet" data-action="remove-all" onClick={() => change({})}>
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

/** A filter in words, with the names that are known. */
export function chipWords(name: FilterName, value: string, { users, extensions }: KnownNames): string {
  const known = name === "user" ? users.get(value) : undefined;
  const extension = name === "extension" || name === "queue" ? extensions.get(value) : undefined;
  return `${filterLabel(name)}: ${known ?? extension ?? filterValue(name, value)}`;
}
