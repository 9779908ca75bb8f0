import { ChecksField, SelectField } from "../../components/form/fields";
import {
  type Condition,
  type Expression,
  isChoice,
  isCondition,
  type Operand,
  type Question,
} from "../content";
import { questionsOf } from "../tree";
import { COMPARATOR_WORDS } from "../words";
import { useEditing } from "./editing";
import { withoutAt } from "./list-buttons";

const MOST_OPERANDS = 50;
const NEW_EXPRESSION: Expression = { question: "", comparator: "in", options: [] };

interface ConditionFieldProps {
  readonly question: Question;
  readonly change: (changes: Partial<Question>) => void;
}

/** When the question appears: always, or as the answers to others say. */
export function ConditionField({ question, change }: ConditionFieldProps) {
  const { enablement } = question;
  const set = (condition: Condition) => enablement && change({ enablement: { ...enablement, condition } });
  return (
    <fieldset class="field-group" data-field="enablement">
      <legend>When it appears</legend>
      <SelectField
        name="action"
        label="This question appears"
        value={enablement?.action ?? ""}
        choices={[
          { value: "", label: "Always" },
          { value: "enable", label: "Only if" },
          { value: "disable", label: "Unless" },
        ]}
        change={(chosen) => change({ enablement: enablementOf(question, chosen) })}
      />
      {enablement !== null && (
        <ConditionFields asking={question} name="" condition={enablement.condition} change={set} />
      )}
      {enablement !== null && enablement.default_action === enablement.action && (
        <p class="field-hint">
          Its file says that the same happens when the condition does not hold. Choose again above to change
          that.
        </p>
      )}
    </fieldset>
  );
}

function enablementOf({ enablement }: Question, chosen: string): Question["enablement"] {
  if (chosen !== "enable" && chosen !== "disable") return null;
  const condition = enablement?.condition ?? { operator: "and", operands: [NEW_EXPRESSION] };
  return { action: chosen, default_action: null, condition };
}

interface ConditionFieldsProps {
  readonly asking: Question;
  /** Where it stands, such as "2.1"; empty for the outermost one. */
  readonly name: string;
  readonly condition: Condition;
  readonly change: (condition: Condition) => void;
}

function ConditionFields({ asking, name, condition, change }: ConditionFieldsProps) {
  const { focusOn } = useEditing();
  const { operator, operands } = condition;
  const set = (next: readonly Operand[]) => change({ ...condition, operands: next });
  const isFull = operands.length >= MOST_OPERANDS;
  return (
    <div class="condition">
      {operands.length > 1 && (
        <SelectField
          name="operator"
          label={name ? `Of the conditions in ${name}` : "Of these conditions"}
          value={operator}
          choices={[
            { value: "and", label: "All must hold" },
            { value: "or", label: "One must hold" },
          ]}
          change={(chosen) => change({ ...condition, operator: chosen === "or" ? "or" : "and" })}
        />
      )}
      {operands.map((operand, index) => (
        <OperandFields
          key={index}
          asking={asking}
          name={name ? `${name}.${index + 1}` : String(index + 1)}
          operand={operand}
          change={(next) => set(operands.map((each, other) => (other === index ? next : each)))}
          remove={() => {
            set(withoutAt(operands, index));
            focusOn(asking.ref, '[data-action="add-condition"]');
          }}
        />
      ))}
      <div class="actions">
        <button
          type="button"
          class="quiet"
          data-action="add-condition"
          disabled={isFull}
          onClick={() => set([...operands, NEW_EXPRESSION])}
        >
          Add a condition<span class="hidden-visually"> {name && `to ${name}`}</span>
        </button>
        <button
          type="button"
          class="quiet"
          data-action="add-group"
          disabled={isFull}
          onClick={() => set([...operands, { operator: "or", operands: [NEW_EXPRESSION, NEW_EXPRESSION] }])}
        >
          Add a group<span class="hidden-visually"> of conditions {name && `to ${name}`}</span>
        </button>
      </div>
    </div>
  );
}

interface OperandFieldsProps {
  readonly asking: Question;
  readonly name: string;
  readonly operand: Operand;
  readonly change: (operand: Operand) => void;
  readonly remove: () => void;
}

function OperandFields({ asking, name, operand, change, remove }: OperandFieldsProps) {
  return (
    <fieldset class="field-group" data-condition={name}>
      <legend>Condition {name}</legend>
      {isCondition(operand) ? (
        <ConditionFields asking={asking} name={name} condition={operand} change={change} />
      ) : (
        <ExpressionFields asking={asking} name={name} expression={operand} change={change} />
      )}
      <div>
        <button type="button" class="quiet" data-action="remove-condition" onClick={remove}>
          Remove condition {name}
        </button>
      </div>
    </fieldset>
  );
}

interface ExpressionFieldsProps {
  readonly asking: Question;
  readonly name: string;
  readonly expression: Expression;
  readonly change: (expression: Expression) => void;
}

function ExpressionFields({ asking, name, expression, change }: ExpressionFieldsProps) {
  const { scorecard } = useEditing();
  const others = questionsOf(scorecard).filter((each) => isChoice(each) && each.ref !== asking.ref);
  const source = others.find(({ ref }) => ref === expression.question);
  const isUnknown = expression.question !== "" && source === undefined;
  return (
    <>
      <SelectField
        name="question"
        label={`Question of condition ${name}`}
        value={expression.question}
        error={isUnknown ? "There is no such question with options. Choose another one." : null}
        hint={others.length === 0 ? "No other question has options to choose from." : undefined}
        choices={[
          { value: "", label: "Choose a question" },
          ...(isUnknown ? [{ value: expression.question, label: expression.question }] : []),
          ...others.map(({ ref, title }) => ({ value: ref, label: title || ref })),
        ]}
        change={(question) => change({ ...expression, question, options: [] })}
      />
      <SelectField
        name="comparator"
        label={`Answer of condition ${name}`}
        value={expression.comparator}
        choices={Object.entries(COMPARATOR_WORDS).map(([value, label]) => ({ value, label }))}
        change={(chosen) => change({ ...expression, comparator: chosen as Expression["comparator"] })}
      />
      {source !== undefined && (
        <ChecksField
          name="options"
          label={`Options of condition ${name}`}
          chosen={expression.options}
          error={expression.options.length === 0 ? "Choose an option." : null}
          choices={optionChoices(expression, source)}
          change={(options) => change({ ...expression, options: inOrder(options, source) })}
        />
      )}
    </>
  );
}

function optionChoices({ options }: Expression, source: Question) {
  const known = source.options.map(({ ref, text }) => ({ value: ref, label: text || ref }));
  const gone = options.filter((ref) => !source.options.some((each) => each.ref === ref));
  return [...known, ...gone.map((ref) => ({ value: ref, label: `${ref} (is no longer there)` }))];
}

/** In the order of the question; an option that has gone stays until it is taken out. */
function inOrder(chosen: readonly string[], { options }: Question): readonly string[] {
  const known = options.map(({ ref }) => ref);
  return [...known.filter((ref) => chosen.includes(ref)), ...chosen.filter((ref) => !known.includes(ref))];
}
