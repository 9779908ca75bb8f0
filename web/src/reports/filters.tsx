import { useSignedIn } from "../access/signed-in";
import { type Choice, SelectField } from "../components/form/fields";
import { PersonField } from "../queue/person-field";
import { DayField, TypedField } from "../recordings/filter-fields";
import type { KnownNames } from "../recordings/names";
import { groupings, isOwn, PERIODS, type Period, type ReportFilter } from "./filter";
import { useScored } from "./scored";
import { byWords } from "./words";

interface FiltersProps {
  readonly filter: ReportFilter;
  readonly change: (filter: ReportFilter) => void;
  readonly names: KnownNames;
}

const PERIOD_CHOICES: readonly (Choice & { readonly value: Period })[] = [
  { value: "month", label: "By month" },
  { value: "week", label: "By week" },
];

/** What the scores are compared by, and what they are narrowed to. */
export function Filters({ filter, change, names }: FiltersProps) {
  const { me } = useSignedIn();
  const scorecards = useScored(filter);
  const own = isOwn(me);
  const set = (field: keyof ReportFilter) => (value: string) => change({ ...filter, [field]: value });
  return (
    <search class="not-printed">
      <form class="form filter-form" onSubmit={(event) => event.preventDefault()}>
        <SelectField
          name="by"
          label="Compare by"
          value={filter.by}
          choices={groupings(me).map((by) => ({ value: by, label: byWords(by) }))}
          change={set("by")}
        />
        <SelectField
          name="scorecard"
          label="Scorecard"
          value={filter.scorecard}
          choices={withChosen([{ value: "", label: "Every scorecard" }, ...scorecards], filter.scorecard)}
          change={set("scorecard")}
        />
        {!own && (
          <>
            <TypedField name="team" label="Team" value={filter.team} maxLength={200} commit={set("team")} />
            <PersonField name="user" label="Person" value={filter.user} names={names} commit={set("user")} />
          </>
        )}
        <SelectField
          name="period"
          label="Over time"
          value={filter.period}
          choices={PERIOD_CHOICES}
          // The other period has its own usual days.
          change={(value) => {
            const period = PERIODS.find((each) => each === value) ?? "month";
            change({ ...filter, period, from: "", to: "" });
          }}
        />
        <DayField name="from" label="From day" value={filter.from} commit={set("from")} />
        <DayField name="to" label="To day" value={filter.to} commit={set("to")} />
      </form>
    </search>
  );
}

/** An address may have a value that is not offered. */
function withChosen(choices: readonly Choice[], value: string): readonly Choice[] {
  const isOffered = choices.some((choice) => choice.value === value);
  return isOffered ? choices : [...choices, { value, label: value }];
}
