import { CheckBox, SelectField } from "../../components/form/fields";
import type { Consequence, Scoring, Section } from "../content";
import { NumberField } from "./number-field";
import { POINTS, SCORE } from "./numbers";

interface ConsequenceFieldsProps {
  /** What the consequence belongs to, such as "option 2". */
  readonly of: string;
  readonly value: Consequence;
  readonly scoring: Scoring;
  /** The sections around the question, the outermost first. */
  readonly around: readonly Section[];
  readonly change: (changes: Partial<Consequence>) => void;
}

const WHOLE = "whole";
const SECTION = "section:";

/** The score or points of an answer, what it fails, and whether it needs a comment. */
export function ConsequenceFields({ of, value, scoring, around, change }: ConsequenceFieldsProps) {
  return (
    <>
      <ScoreFields of={of} value={value} scoring={scoring} change={change} />
      <SelectField
        name="fails"
        label={`What ${of} fails`}
        value={failedBy(value)}
        choices={failChoices(value, around)}
        change={(chosen) => change(failing(chosen))}
      />
      <CheckBox
        name="comment_required"
        label={`Comment required with ${of}`}
        isChecked={value.comment_required}
        change={(comment_required) => change({ comment_required })}
      />
    </>
  );
}

function ScoreFields({ of, value, scoring, change }: Omit<ConsequenceFieldsProps, "around">) {
  const withPoints = scoring === "points" || value.points !== null;
  const withScore = scoring === "by_question" || scoring === "by_section" || value.score !== null;
  return (
    <>
      {withScore && (
        <NumberField
          name="score"
          label={`Score of ${of} (0 to 10)`}
          value={value.score}
          limits={SCORE}
          change={(score) => change({ score })}
        />
      )}
      {withPoints && (
        <NumberField
          name="points"
          label={`Points of ${of} (0 to 100)`}
          value={value.points}
          limits={POINTS}
          change={(points) => change({ points })}
        />
      )}
      {(scoring === "points" || value.bonus) && (
        <CheckBox
          name="bonus"
          label={`The points of ${of} are a bonus`}
          isChecked={value.bonus}
          change={(bonus) => change({ bonus })}
        />
      )}
    </>
  );
}

function failedBy({ automatic_fail, fails_section }: Consequence): string {
  if (fails_section !== null) return SECTION + fails_section;
  return automatic_fail ? WHOLE : "";
}

function failing(chosen: string): Partial<Consequence> {
  if (!chosen.startsWith(SECTION)) return { automatic_fail: chosen === WHOLE, fails_section: null };
  return { automatic_fail: false, fails_section: chosen.slice(SECTION.length) };
}

function failChoices({ fails_section }: Consequence, around: readonly Section[]) {
  const sections = around.map(({ ref, title }) => ({
    value: SECTION + ref,
    label: `The section “${title}”`,
  }));
  const isKnown = fails_section === null || around.some(({ ref }) => ref === fails_section);
  return [
    { value: "", label: "Nothing" },
    { value: WHOLE, label: "The whole evaluation" },
    ...sections,
    ...(isKnown
      ? []
      : [{ value: SECTION + fails_section, label: `“${fails_section}”, which is not around it` }]),
  ];
}
