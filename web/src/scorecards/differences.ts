/** What changed between two versions of a scorecard, in sentences. Sections and questions are known by their ids. */
import { type Item, isSection, type Option, type Question, type Scorecard, type Threshold } from "./content";
import { type Entry, entriesOf } from "./tree";
import { conditionWords, consequenceFacts, SCORING_WORDS, TYPE_WORDS } from "./words";

export function differences(before: Scorecard, after: Scorecard): readonly string[] {
  const old = byRef(before);
  const now = byRef(after);
  const both = [...now.values()].flatMap((entry) => {
    const previous = old.get(entry.item.ref);
    return previous === undefined
      ? [`${nameOf(entry.item)} was added.`]
      : ofItem(previous, entry, before, after);
  });
  const gone = [...old.values()].filter(({ item }) => !now.has(item.ref));
  return [
    ...ofWhole(before, after),
    ...both,
    ...gone.map(({ item }) => `${nameOf(item)} was removed.`),
    ...order(old, now),
  ];
}

type Entries = ReadonlyMap<string, Entry>;

function byRef(scorecard: Scorecard): Entries {
  return new Map(entriesOf(scorecard).map((entry) => [entry.item.ref, entry]));
}

function nameOf({ kind, title }: Item): string {
  return `${kind === "section" ? "Section" : "Question"} “${title}”`;
}

function ofWhole(before: Scorecard, after: Scorecard): readonly string[] {
  const scoring = (each: Scorecard) => SCORING_WORDS[each.scoring].label.toLowerCase();
  return [
    ...changed("Title", before.title, after.title),
    ...changed("Description", before.description, after.description),
    ...changed("How the score is made", scoring(before), scoring(after)),
    ...changed("Names for scores", thresholdWords(before.thresholds), thresholdWords(after.thresholds)),
  ];
}

function ofItem(old: Entry, now: Entry, before: Scorecard, after: Scorecard): readonly string[] {
  const name = nameOf(now.item);
  const { item: one } = old;
  const { item: other } = now;
  if (one.kind !== other.kind) return [`${name} was a ${one.kind} before.`];
  const place = ({ around }: Entry) => around.at(-1)?.title ?? "the scorecard";
  const moved = old.around.at(-1)?.ref !== now.around.at(-1)?.ref;
  return [
    ...changed(`${name}: title`, one.title, other.title),
    ...(moved ? [`${name} was moved from ${quoted(place(old))} to ${quoted(place(now))}.`] : []),
    ...changed(`${name}: instructions`, one.instructions, other.instructions),
    ...changed(`${name}: weight`, one.weight, other.weight),
    ...changed(`${name}: has no part in the score`, one.excluded_from_scoring, other.excluded_from_scoring),
    ...changed(`${name}: names for scores`, thresholdWords(one.thresholds), thresholdWords(other.thresholds)),
    ...(isSection(one) || isSection(other) ? [] : ofQuestion(name, one, other, before, after)),
  ];
}

function ofQuestion(
  name: string,
  one: Question,
  other: Question,
  before: Scorecard,
  after: Scorecard,
): readonly string[] {
  return [
    ...changed(`${name}: type`, TYPE_WORDS[one.type], TYPE_WORDS[other.type]),
    ...changed(`${name}: may be not applicable`, one.allow_not_applicable, other.allow_not_applicable),
    ...changed(`${name}: comment required`, one.comment_required, other.comment_required),
    ...changed(`${name}: bonus`, one.bonus, other.bonus),
    ...changed(`${name}: least number`, one.minimum, other.minimum),
    ...changed(`${name}: greatest number`, one.maximum, other.maximum),
    ...changed(`${name}: least points`, one.minimum_points, other.minimum_points),
    ...changed(`${name}: most points`, one.maximum_points, other.maximum_points),
    ...changed(`${name}: it appears`, conditionWords(one, before), conditionWords(other, after)),
    ...changed(`${name}: ranges`, rangeWords(one, before), rangeWords(other, after)),
    ...ofOptions(name, [one, before], [other, after]),
  ];
}

type Placed = readonly [Question, Scorecard];

function ofOptions(name: string, [one, before]: Placed, [other, after]: Placed): readonly string[] {
  const find = (options: readonly Option[], ref: string) => options.find((each) => each.ref === ref);
  const now = other.options.flatMap((option) => {
    const previous = find(one.options, option.ref);
    if (previous === undefined) return [`${name}: option ${quoted(option.text)} was added.`];
    const words = `${name}: option ${quoted(option.text)}`;
    return [
      ...changed(`${words}, text`, previous.text, option.text),
      ...changed(words, factWords(previous, before), factWords(option, after)),
    ];
  });
  const gone = one.options.filter(({ ref }) => find(other.options, ref) === undefined);
  return [...now, ...gone.map(({ text }) => `${name}: option ${quoted(text)} was removed.`)];
}

function factWords(option: Parameters<typeof consequenceFacts>[0], scorecard: Scorecard): string {
  return consequenceFacts(option, scorecard).join(", ");
}

function rangeWords({ ranges }: Question, scorecard: Scorecard): string {
  return ranges
    .map((range) => `${range.minimum} to ${range.maximum} (${factWords(range, scorecard)})`)
    .join("; ");
}

function thresholdWords(thresholds: readonly Threshold[]): string {
  return thresholds.map(({ name, minimum, maximum }) => `${name} ${minimum} to ${maximum}`).join("; ");
}

/** One sentence if the order of what stays in the same section is another one. */
function order(old: Entries, now: Entries): readonly string[] {
  const stays = ([ref, entry]: readonly [string, Entry]) =>
    old.has(ref) && now.has(ref) && parent(old.get(ref)) === parent(now.get(ref)) && entry !== undefined;
  const refs = (entries: Entries) => [...entries].filter(stays).map(([ref]) => ref);
  const before = refs(old).join("\n");
  return before === refs(now).join("\n") ? [] : ["The order of sections or questions changed."];
}

function parent(entry: Entry | undefined): string {
  return entry?.around.at(-1)?.ref ?? "";
}

type Value = string | number | boolean | null;

function changed(what: string, before: Value, after: Value): readonly string[] {
  return Object.is(before, after) ? [] : [`${what}: ${shown(before)} became ${shown(after)}.`];
}

function shown(value: Value): string {
  if (value === null || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? String(value) : quoted(shortened(value));
}

const LONGEST = 160;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function quoted(text: string): string {
  return `“${text}”`;
}
