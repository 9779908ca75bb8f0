import { SearchIcon } from "../components/icons";
import { STATES, type State } from "./answers";
import { STATE_WORDS } from "./words";

interface FiltersProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly state: State | null;
  readonly setState: (state: State | null) => void;
}

export function Filters({ text, setText, state, setState }: FiltersProps) {
  return (
    <search class="filters scorecard-filters">
      <label class="find">
        <span class="hidden-visually">Find a scorecard by a part of its title</span>
        <SearchIcon />
        <input
          type="search"
          placeholder="Find by title"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <label class="state-choice">
        <span class="hidden-visually">State</span>
        <select
          value={state ?? ""}
          onChange={(event) => setState(STATES.find((each) => each === event.currentTarget.value) ?? null)}
        >
          <option value="">Every state</option>
          {STATES.map((each) => (
            <option key={each} value={each}>
              {STATE_WORDS[each]}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}
