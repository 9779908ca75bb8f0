/** Reference ids: made once from a title, and unique among sections and questions. */
import {
  type Condition,
  type Item,
  isCondition,
  isSection,
  type Operand,
  type Question,
  type Scorecard,
} from "../content";
import { entriesOf } from "../tree";

const LONGEST = 40;

/** `Did the agent greet?` as `did-the-agent-greet`, with a number behind it if that is taken. */
export function refFrom(title: string, taken: Iterable<string>, otherwise: string): string {
  const words = title
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const used = new Set(taken);
  const name = shortened(words) || otherwise;
  let ref = name;
  for (let count = 2; used.has(ref); count += 1) ref = `${name}-${count}`;
  return ref;
}

/** As many whole words as fit; at least the beginning of the first one. */
function shortened([first = "", ...rest]: readonly string[]): string {
  const start = [...first].slice(0, LONGEST).join("");
  return rest.reduce((name, word) => (name.length + word.length < LONGEST ? `${name}-${word}` : name), start);
}

export function refsOf(scorecard: Scorecard): readonly string[] {
  return entriesOf(scorecard).map(({ item }) => item.ref);
}

type Renamed = ReadonlyMap<string, string>;

/** A copy in which every section and question has a new reference id, and refers to the others in the copy. */
export function copyOf(scorecard: Scorecard, item: Item): Item {
  const taken = new Set(refsOf(scorecard));
  const renamed = new Map<string, string>();
  for (const each of within(item)) {
    const ref = refFrom(each.title, taken, each.kind);
    taken.add(ref);
    renamed.set(each.ref, ref);
  }
  return renamedItem(item, renamed);
}

function within(item: Item): readonly Item[] {
  return isSection(item) ? [item, ...item.items.flatMap(within)] : [item];
}

/** Gives the item another reference id, also where conditions and critical answers refer to it. */
export function withNewRef(scorecard: Scorecard, item: Item): { scorecard: Scorecard; ref: string } {
  const ref = refFrom(item.title, refsOf(scorecard), item.kind);
  const others = refsOf(scorecard).filter((each) => each === item.ref);
  // Of two with the same id, the other one keeps what refers to it.
  const renamed: Renamed = new Map(others.length > 1 ? [] : [[item.ref, ref]]);
  const change = (each: Item): Item => {
    const changed = renamedItem(each, renamed, (inner) => (inner === item ? ref : undefined));
    return changed;
  };
  return { scorecard: { ...scorecard, sections: scorecard.sections.map(change).filter(isSection) }, ref };
}

type Own = (item: Item) => string | undefined;

function renamedItem(item: Item, renamed: Renamed, own: Own = () => undefined): Item {
  const ref = own(item) ?? renamed.get(item.ref) ?? item.ref;
  if (isSection(item)) {
    return { ...item, ref, items: item.items.map((each) => renamedItem(each, renamed, own)) };
  }
  return renamedQuestion({ ...item, ref }, renamed);
}

function renamedQuestion(question: Question, renamed: Renamed): Question {
  const { enablement } = question;
  const failing = <Each extends { readonly fails_section: string | null }>(each: Each): Each => ({
    ...each,
    fails_section: renamed.get(each.fails_section ?? "") ?? each.fails_section,
  });
  return {
    ...question,
    options: question.options.map(failing),
    ranges: question.ranges.map(failing),
    enablement: enablement && { ...enablement, condition: renamedCondition(enablement.condition, renamed) },
  };
}

function renamedCondition(condition: Condition, renamed: Renamed): Condition {
  const change = (operand: Operand): Operand =>
    isCondition(operand)
      ? renamedCondition(operand, renamed)
      : { ...operand, question: renamed.get(operand.question) ?? operand.question };
  return { ...condition, operands: condition.operands.map(change) };
}
