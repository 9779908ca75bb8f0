import { FilterChips } from "../components/filter-chips";
import { FILTER_NAMES, type FilterName, type RecordingFilter, without } from "./filter";
import type { KnownNames } from "./names";
import { filterLabel, filterValue } from "./words";

interface ChipsProps {
  readonly filter: RecordingFilter;
  readonly names: KnownNames;
  readonly change: (filter: RecordingFilter) => void;
}

/** The filters that are set. */
export function Chips({ filter, names, change }: ChipsProps) {
  const set = FILTER_NAMES.filter((name) => filter[name]);
  return (
    <FilterChips
      chips={set.map((name) => ({
        name,
        label: filterLabel(name),
        words: chipWords(name, filter[name] ?? "", names),
      }))}
      remove={(name) => change(without(filter, [name]))}
      removeAll={() => change({})}
    />
  );
}

/** A filter in words, with the names that are known. */
export function chipWords(name: FilterName, value: string, { users, extensions }: KnownNames): string {
  const known = name === "user" ? users.get(value) : undefined;
  const extension = name === "extension" || name === "queue" ? extensions.get(value) : undefined;
  return `${filterLabel(name)}: ${known ?? extension ?? filterValue(name, value)}`;
}
