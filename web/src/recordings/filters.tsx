import { useEffect, useRef, useState } from "preact/hooks";
import { type Choice, SelectField } from "../components/form/fields";
import { STATES } from "./answers";
import { changed, type FilterName, type RecordingFilter } from "./filter";
import { DayField, ExtensionField, TypedField, UserField } from "./filter-fields";
import type { KnownNames } from "./names";
import type { FilterProblem } from "./problems";
import { TagField } from "./tag-field";
import { lengthText, secondsIn, stateWords, typeWords } from "./words";
import { WordsField } from "./words-field";

export interface FiltersProps {
  readonly filter: RecordingFilter;
  readonly change: (filter: RecordingFilter) => void;
  readonly services: readonly string[];
  readonly names: KnownNames;
  readonly problem: FilterProblem | null;
  /** Whether the person may search for what was said. */
  readonly hasWords: boolean;
}

const MORE: readonly FilterName[] = [
  "extension",
  "direction",
  "queue",
  "duration_from",
  "duration_to",
  "type",
  "tag",
  "note",
  "has_transcript",
];

/** The words to search for, the filters that are used most, and the others below. */
export function Filters(props: FiltersProps) {
  const { filter, change, services, names, problem, hasWords } = props;
  const field = fieldOf(props);
  return (
    <search class="recording-filters">
      {hasWords && (
        <WordsField
          value={filter.text ?? ""}
          error={problem?.field === "text" ? problem.sentence : null}
          commit={(text) => change(changed(filter, { text }))}
        />
      )}
      <form class="form filter-form" onSubmit={(event) => event.preventDefault()}>
        {(services.length > 1 || filter.service) && (
          <SelectField {...field.select("service", "Service", every("Every service", services))} />
        )}
        <SelectField {...field.select("state", "State", STATE_CHOICES)} />
        <DayField {...field.typed("from", "From day")} />
        <DayField {...field.typed("to", "To day")} />
        <UserField {...field.typed("user", "User")} names={names} />
        <TypedField
          {...field.typed("number", "Number")}
          placeholder="Any three digits or more"
          maxLength={60}
        />
      </form>
      <More {...props} />
    </search>
  );
}

function More(props: FiltersProps) {
  const { filter, services, names, problem, hasWords } = props;
  const field = fieldOf(props);
  const [isFirst] = useState(() => MORE.some((name) => filter[name]));
  const details = useRef<HTMLDetailsElement>(null);
  const isWrong = problem?.field !== null && problem !== null && MORE.includes(problem.field);
  useEffect(() => {
    if ((isFirst || isWrong) && details.current) details.current.open = true;
  }, [isFirst, isWrong]);
  return (
    <details class="more-filters" ref={details}>
      <summary>More filters</summary>
      <form class="form filter-form" onSubmit={(event) => event.preventDefault()}>
        <ExtensionField {...field.typed("extension", "Extension")} names={names} />
        <SelectField {...field.select("direction", "Direction", DIRECTION_CHOICES)} />
        <ExtensionField {...field.typed("queue", "Call queue")} names={names} isQueue />
        <TypedField {...field.length("duration_from", "At least so long")} placeholder="1:30" />
        <TypedField {...field.length("duration_to", "At most so long")} placeholder="10:00" />
        <SelectField {...field.select("type", "Recorded", TYPE_CHOICES)} />
        {hasWords && (
          <TagField {...field.typed("tag", "Tag")} services={filter.service ? [filter.service] : services} />
        )}
        {hasWords && <TypedField {...field.typed("note", "Words of notes")} />}
        <SelectField {...field.select("has_transcript", "Transcript", TRANSCRIPT_CHOICES)} />
      </form>
    </details>
  );
}

/** What the fields of one filter have in common. */
function fieldOf({ filter, change, problem }: FiltersProps) {
  const common = (name: FilterName, label: string) => ({
    name,
    label,
    value: filter[name] ?? "",
    error: problem?.field === name ? problem.sentence : null,
  });
  const set = (name: FilterName) => (value: string) => change(changed(filter, { [name]: value }));
  return {
    select: (name: FilterName, label: string, choices: readonly Choice[]) => ({
      ...common(name, label),
      choices: withChosen(choices, filter[name] ?? ""),
      change: set(name),
    }),
    typed: (name: FilterName, label: string) => ({ ...common(name, label), commit: set(name) }),
    length: (name: "duration_from" | "duration_to", label: string) => ({
      ...common(name, label),
      value: lengthText(filter[name] ?? ""),
      commit: (typed: string) => set(name)(secondsIn(typed)),
      maxLength: 12,
    }),
  };
}

/** An address may have a value that is not offered. */
function withChosen(choices: readonly Choice[], value: string): readonly Choice[] {
  const isOffered = choices.some((choice) => choice.value === value);
  return isOffered ? choices : [...choices, { value, label: value }];
}

function every(label: string, values: readonly string[], words = (value: string) => value) {
  return [{ value: "", label }, ...values.map((value) => ({ value, label: words(value) }))];
}

const STATE_CHOICES = every("Every state", STATES, stateWords);
const DIRECTION_CHOICES = every("Both directions", ["Inbound", "Outbound"]);
const TYPE_CHOICES = every("Either way", ["Automatic", "OnDemand"], typeWords);
const TRANSCRIPT_CHOICES = [
  { value: "", label: "With or without" },
  { value: "true", label: "With a transcript" },
  { value: "false", label: "Without a transcript" },
];
