/** Walks through the version of a scorecard that an evaluation has. */
import { isSection, type Question, type Scorecard, type Section } from "../scorecards/content";

/** A question with the sections in which it lies, the outermost first. */
export interface Placed {
  readonly question: Question;
  readonly path: readonly Section[];
}

type Sections = Pick<Scorecard, "sections">;

/** Every question, in the order of the form. */
export function placedQuestions({ sections }: Sections): readonly Placed[] {
  return sections.flatMap((section) => placedIn(section, [section]));
}

function placedIn(section: Section, path: readonly Section[]): readonly Placed[] {
  return section.items.flatMap((item) =>
    isSection(item) ? placedIn(item, [...path, item]) : [{ question: item, path }],
  );
}

export function questionsOf(scorecard: Sections): readonly Question[] {
  return placedQuestions(scorecard).map(({ question }) => question);
}

/** Every section, an outer one before those in it. */
export function sectionsOf({ sections }: Sections): readonly Section[] {
  return sections.flatMap(withInner);
}

/** Whether there is something of the section to show: none of its questions may appear. */
export function hasEnabled(section: Section, enabled: ReadonlySet<string>): boolean {
  return placedIn(section, []).some(({ question }) => enabled.has(question.ref));
}

function withInner(section: Section): readonly Section[] {
  return [section, ...section.items.filter(isSection).flatMap(withInner)];
}
