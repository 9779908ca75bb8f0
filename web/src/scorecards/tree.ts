/** Walks through the sections and questions of a scorecard, and changes it: every function returns a new one. */

import type { Scorecard, Section } from "./content";
import { type Expression, type Item, isCondition, isSection, type Operand, type Question } from "./content";

/** The place of a section in the scorecard, then of an item in it, and so on. */
export type Path = readonly number[];

export interface Entry {
  readonly item: Item;
  readonly path: Path;
  /** The sections around it, the outermost first. */
  readonly around: readonly Section[];
}

/** Every section and question, in the order of the form. */
export function entriesOf(scorecard: Scorecard): readonly Entry[] {
  return entriesIn(scorecard.sections, [], []);
}

function entriesIn(items: readonly Item[], path: Path, around: readonly Section[]): readonly Entry[] {
  return items.flatMap((item, index) => {
    const entry = { item, path: [...path, index], around };
    return isSection(item) ? [entry, ...entriesIn(item.items, entry.path, [...around, item])] : [entry];
  });
}

export function questionsOf(scorecard: Scorecard): readonly Question[] {
  return entriesOf(scorecard).flatMap(({ item }) => (isSection(item) ? [] : [item]));
}

export function sectionsOf(scorecard: Scorecard): readonly Section[] {
  return entriesOf(scorecard).flatMap(({ item }) => (isSection(item) ? [item] : []));
}

export function numberOf(path: Path): string {
  return path.map((index) => index + 1).join(".");
}

export function entryOf(scorecard: Scorecard, ref: string): Entry | undefined {
  return entriesOf(scorecard).find(({ item }) => item.ref === ref);
}

export function itemAt(scorecard: Scorecard, path: Path): Item | undefined {
  const [first, ...rest] = path;
  const start: Item | undefined = first === undefined ? undefined : scorecard.sections[first];
  return rest.reduce<Item | undefined>(
    (item, index) => (item !== undefined && isSection(item) ? item.items[index] : undefined),
    start,
  );
}

/** The items in a section, or the sections of the scorecard for the empty path. */
export function childrenAt(scorecard: Scorecard, path: Path): readonly Item[] {
  if (path.length === 0) return scorecard.sections;
  const item = itemAt(scorecard, path);
  return item !== undefined && isSection(item) ? item.items : [];
}

type Children = (items: readonly Item[]) => readonly Item[];

function withChildren(scorecard: Scorecard, path: Path, change: Children): Scorecard {
  return { ...scorecard, sections: changedIn(scorecard.sections, path, change).filter(isSection) };
}

function changedIn(items: readonly Item[], [first, ...rest]: Path, change: Children): readonly Item[] {
  if (first === undefined) return change(items);
  return items.map((item, index) =>
    index === first && isSection(item) ? { ...item, items: changedIn(item.items, rest, change) } : item,
  );
}

export function parentOf(path: Path): Path {
  return path.slice(0, -1);
}

export function lastOf(path: Path): number {
  return path.at(-1) ?? 0;
}

export function replacedAt(scorecard: Scorecard, path: Path, item: Item): Scorecard {
  return withChildren(scorecard, parentOf(path), (items) =>
    items.map((other, index) => (index === lastOf(path) ? item : other)),
  );
}

export function removedAt(scorecard: Scorecard, path: Path): Scorecard {
  return withChildren(scorecard, parentOf(path), (items) =>
    items.filter((_, index) => index !== lastOf(path)),
  );
}

/** `path` is where it will be. */
export function insertedAt(scorecard: Scorecard, path: Path, item: Item): Scorecard {
  return withChildren(scorecard, parentOf(path), (items) => [
    ...items.slice(0, lastOf(path)),
    item,
    ...items.slice(lastOf(path)),
  ]);
}

/** Whether there is something above (-1) or below (1) it, in the same section. */
export function canMove(scorecard: Scorecard, path: Path, by: -1 | 1): boolean {
  const to = lastOf(path) + by;
  return to >= 0 && to < childrenAt(scorecard, parentOf(path)).length;
}

export function movedBy(scorecard: Scorecard, path: Path, by: -1 | 1): Scorecard {
  const item = itemAt(scorecard, path);
  if (item === undefined || !canMove(scorecard, path, by)) return scorecard;
  return insertedAt(removedAt(scorecard, path), [...parentOf(path), lastOf(path) + by], item);
}

/** To the end of another section; to the end of the scorecard for null. */
export function movedInto(scorecard: Scorecard, path: Path, section: string | null): Scorecard {
  const item = itemAt(scorecard, path);
  if (item === undefined) return scorecard;
  const without = removedAt(scorecard, path);
  const into = section === null ? [] : entryOf(without, section)?.path;
  return into === undefined
    ? scorecard
    : insertedAt(without, [...into, childrenAt(without, into).length], item);
}

/** How many sections lie within each other at most, from this item on. */
export function depthOf(item: Item): number {
  return isSection(item) ? 1 + Math.max(0, ...item.items.map(depthOf)) : 0;
}

export const MOST_QUESTIONS = 100;
export const MOST_SECTIONS = 100;
export const DEEPEST_SECTION = 5;

/** The sections that it can be moved into; null for the scorecard itself. */
export function destinationsOf(scorecard: Scorecard, path: Path): readonly (Entry | null)[] {
  const item = itemAt(scorecard, path);
  if (item === undefined) return [];
  const parent = numberOf(parentOf(path));
  const isInside = (other: Path) => path.every((index, depth) => other[depth] === index);
  const found = entriesOf(scorecard).filter(
    (entry) =>
      isSection(entry.item) &&
      !isInside(entry.path) &&
      numberOf(entry.path) !== parent &&
      entry.path.length + depthOf(item) <= DEEPEST_SECTION,
  );
  return isSection(item) && path.length > 1 ? [null, ...found] : found;
}

export function expressionsOf(operand: Operand): readonly Expression[] {
  return isCondition(operand) ? operand.operands.flatMap(expressionsOf) : [operand];
}

/** The questions whose conditions ask for the answer to one. */
export function askingFor(scorecard: Scorecard, ref: string): readonly Question[] {
  return questionsOf(scorecard).filter(
    ({ enablement }) =>
      enablement !== null && expressionsOf(enablement.condition).some(({ question }) => question === ref),
  );
}
