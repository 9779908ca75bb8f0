import { CheckBox, SelectField, TextField } from "../../components/form/fields";
import { counted } from "../../components/format";
import { isChoice, QUESTION_TYPES, type Question, type QuestionType, type Scoring } from "../content";
import type { Entry } from "../tree";
import { TYPE_WORDS } from "../words";
import { ConditionField } from "./condition-field";
import { useEditing, useItem } from "./editing";
import { ItemActions } from "./item-actions";
import { withType } from "./new-parts";
import { NumberField } from "./number-field";
import { POINTS, WEIGHT } from "./numbers";
import { OptionsField } from "./options-field";
import { RangesField } from "./ranges-field";
import { RefField } from "./ref-field";
import { TextArea } from "./text-area";
import { ThresholdsField } from "./thresholds-field";

interface QuestionFormProps extends Pick<Entry, "path" | "around"> {
  readonly question: Question;
}

type Change = (changes: Partial<Question>, said?: string) => void;

/** Everything about one question. */
export function QuestionForm({ question, path, around }: QuestionFormProps) {
  const { scoring } = useEditing().scorecard;
  const change: Change = useItem(question, path);
  return (
    <div class="item-form form" data-form="question">
      <TextField
        name="title"
        label="Question"
        required
        maxLength={500}
        value={question.title}
        error={question.title.trim() === "" ? "Give the question a title." : null}
        change={(title) => change({ title })}
      />
      <RefField item={question} />
      <TextArea
        name="instructions"
        label="Instructions for the evaluator"
        value={question.instructions}
        change={(instructions) => change({ instructions })}
      />
      <div class="field-pair">
        <TypeField question={question} change={change} />
        {(scoring === "by_question" || question.weight !== null) && (
          <NumberField
            name="weight"
            label="Weight of the question (0 to 100)"
            hint="Empty for a share of what the others leave of 100."
            value={question.weight}
            limits={WEIGHT}
            change={(weight) => change({ weight })}
          />
        )}
      </div>
      <Checks question={question} scoring={scoring} change={change} />
      {isChoice(question) && <OptionsField question={question} around={around} change={change} />}
      {question.type === "numeric" && <RangesField question={question} around={around} change={change} />}
      <PointsFields question={question} scoring={scoring} change={change} />
      <ConditionField question={question} change={change} />
      <ThresholdsField
        place={question.ref}
        of="this question"
        thresholds={question.thresholds}
        change={(thresholds) => change({ thresholds })}
      />
      <ItemActions item={question} path={path} />
    </div>
  );
}

function TypeField({ question, change }: { readonly question: Question; readonly change: Change }) {
  return (
    <SelectField
      name="type"
      label="Type"
      value={question.type}
      choices={QUESTION_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
      change={(type) => {
        const next = withType(question, type as QuestionType);
        const gone = lostWords(question, next);
        change(next, gone && `${gone} removed with the type.`);
      }}
    />
  );
}

/** What another type cannot have; empty for nothing. */
function lostWords(before: Question, after: Question): string {
  const options = before.options.length - after.options.length;
  const ranges = before.ranges.length - after.ranges.length;
  if (options > 0) return counted(options, "option was", "options were");
  return ranges > 0 ? counted(ranges, "range was", "ranges were") : "";
}

interface PartProps {
  readonly question: Question;
  readonly scoring: Scoring;
  readonly change: Change;
}

function Checks({ question, scoring, change }: PartProps) {
  const boxes = [
    { name: "allow_not_applicable", label: "May be answered with not applicable" },
    { name: "comment_required", label: "A comment is required, whatever the answer" },
    { name: "excluded_from_scoring", label: "Has no part in the score" },
  ] as const;
  return (
    <fieldset class="field checks">
      <legend>Rules</legend>
      {boxes.map(({ name, label }) => (
        <CheckBox
          key={name}
          name={name}
          label={label}
          isChecked={question[name]}
          change={(isOn) => change({ [name]: isOn })}
        />
      ))}
      {(scoring === "points" || question.bonus) && (
        <CheckBox
          name="bonus"
          label="Bonus: its points count on top"
          isChecked={question.bonus}
          change={(bonus) => change({ bonus })}
        />
      )}
    </fieldset>
  );
}

function PointsFields({ question, scoring, change }: PartProps) {
  const { minimum_points, maximum_points, type } = question;
  const hasPoints = minimum_points !== null || maximum_points !== null;
  const canHave = scoring === "points" && (isChoice(question) || type === "numeric");
  if (!hasPoints && !canHave) return null;
  return (
    <div class="field-pair">
      <NumberField
        name="minimum_points"
        label="Least points of the question"
        hint="Empty for 0."
        value={minimum_points}
        limits={POINTS}
        change={(value) => change({ minimum_points: value })}
      />
      <NumberField
        name="maximum_points"
        label="Most points of the question"
        hint="Empty for what its options give."
        value={maximum_points}
        limits={POINTS}
        change={(value) => change({ maximum_points: value })}
      />
    </div>
  );
}
