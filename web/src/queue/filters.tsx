import { type Choice, SelectField } from "../components/form/fields";
import { DayField } from "../recordings/filter-fields";
import type { KnownNames } from "../recordings/names";
import { type ScorecardChoice, STATES } from "./answers";
import type { EvaluationFilter, FilterName } from "./filter";
import { filterLabel } from "./filter-words";
import { PersonField } from "./person-field";
import { stateWords } from "./words";

interface FiltersProps {
  readonly filter: EvaluationFilter;
  readonly change: (filter: EvaluationFilter) => void;
  readonly names: KnownNames;
  readonly scorecards: readonly ScorecardChoice[];
}

/** By state, people, scorecard and day. */
export function Filters({ filter, change, names, scorecards }: FiltersProps) {
  const field = (name: FilterName) => ({
    name,
    label: filterLabel(name),
    value: filter[name] ?? "",
    error: null,
  });
  const set = (name: FilterName) => (value: string) => change({ ...filter, [name]: value });
  const select = (name: FilterName, choices: readonly Choice[]) => ({
    ...field(name),
    choices: withChosen(choices, filter[name] ?? ""),
    change: set(name),
  });
  return (
    <search>
      <form class="form filter-form" onSubmit={(event) => event.preventDefault()}>
        <SelectField {...select("state", STATE_CHOICES)} />
        {filter.list !== "about_me" && (
          <PersonField {...field("evaluated")} names={names} commit={set("evaluated")} />
        )}
        {filter.list !== "mine" && (
          <PersonField {...field("evaluator")} names={names} commit={set("evaluator")} />
        )}
        <SelectField {...select("scorecard", scorecardChoices(scorecards))} />
        <DayField {...field("from")} label="From day" commit={set("from")} />
        <DayField {...field("to")} label="To day" commit={set("to")} />
        <SelectField {...select("overdue", DUE_CHOICES)} />
      </form>
    </search>
  );
}

const STATE_CHOICES = [
  { value: "", label: "Every state" },
  ...STATES.map((state) => ({ value: state, label: stateWords(state) })),
];

const DUE_CHOICES = [
  { value: "", label: "Any day" },
  { value: "true", label: "Overdue only" },
];

function scorecardChoices(scorecards: readonly ScorecardChoice[]): readonly Choice[] {
  return [
    { value: "", label: "Every scorecard" },
    ...scorecards.map(({ id, title }) => ({ value: id, label: title })),
  ];
}

/** An address may have a value that is not offered. */
function withChosen(choices: readonly Choice[], value: string): readonly Choice[] {
  const isOffered = choices.some((choice) => choice.value === value);
  return isOffered ? choices : [...choices, { value, label: value }];
}
