import { useRef } from "preact/hooks";
import type { FormErrors } from "../components/form/errors";
import { ChecksField, FieldError, TextField } from "../components/form/fields";
import type { Service } from "./answers";
import { QueuesField } from "./queues-field";
import { DIRECTIONS } from "./transcription-answers";
import { inRule, isReversed, NEW_RULE, type RuleDraft, ruleOf } from "./transcription-draft";
import { contestedHint, type FieldsProps } from "./transcription-fields";
import { ruleWords } from "./transcription-words";

const MOST_RULES = 20;

interface RulesProps extends FieldsProps {
  readonly service: Service;
}

/** Rules that can be added, changed and removed. A recording that one of them selects is transcribed. */
export function RulesField({ service, draft, errors }: RulesProps) {
  const { rules } = draft.values;
  const set = (changed: readonly RuleDraft[]) => draft.set("rules", changed);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone.
  const remove = (index: number) => {
    set(rules.filter((_, place) => place !== index));
    heading.current?.focus();
  };
  const error = errors.of("rules") ?? contestedHint(draft, "rules") ?? null;
  return (
    <section class="section rules-edited" aria-label="Rules" data-section="rules">
      <h3 tabIndex={-1} ref={heading}>
        Rules
      </h3>
      {rules.length === 0 && <p>There is no rule: nothing is transcribed by itself.</p>}
      {rules.map((rule, index) => (
        <RuleField
          key={index}
          index={index}
          service={service}
          rule={rule}
          errors={errors}
          change={(changes) =>
            set(rules.map((other, place) => (place === index ? { ...rule, ...changes } : other)))
          }
          remove={() => remove(index)}
        />
      ))}
      <FieldError error={error} />
      {rules.length < MOST_RULES && (
        <button type="button" class="quiet" data-action="add-rule" onClick={() => set([...rules, NEW_RULE])}>
          Add a rule
        </button>
      )}
    </section>
  );
}

interface RuleProps {
  readonly index: number;
  readonly service: Service;
  readonly rule: RuleDraft;
  readonly errors: FormErrors;
  readonly change: (changes: Partial<RuleDraft>) => void;
  readonly remove: () => void;
}

function RuleField({ index, service, rule, errors, change, remove }: RuleProps) {
  const errorOf = (field: string) => errors.of(inRule(index, field));
  return (
    <fieldset class="field-group" data-rule={index}>
      <legend>Rule {index + 1}</legend>
      <p data-selects>{ruleWords(ruleOf(rule))}</p>
      <ChecksField
        name="directions"
        label="Direction (none: both)"
        chosen={rule.directions}
        choices={DIRECTIONS.map((value) => ({ value, label: value }))}
        error={errorOf("directions")}
        change={(chosen) => change({ directions: DIRECTIONS.filter((each) => chosen.includes(each)) })}
      />
      <DurationFields rule={rule} errorOf={errorOf} change={change} />
      <QueuesField
        service={service}
        typed={rule.queues}
        error={errorOf("queues")}
        change={(queues) => change({ queues })}
      />
      <div class="field-pair">
        <TextField
          name="numbers"
          label="Numbers that contain"
          hint="Three digits or more, several with commas between them. Empty for all."
          error={errorOf("numbers")}
          value={rule.numbers}
          change={(numbers) => change({ numbers })}
        />
        <TextField
          name="share"
          label="Share in percent"
          hint="How many of the recordings that fulfil the rest."
          error={errorOf("share")}
          value={rule.share}
          change={(share) => change({ share })}
        />
      </div>
      <div>
        <button type="button" class="quiet" data-action="remove-rule" onClick={remove}>
          Remove rule {index + 1}
        </button>
      </div>
    </fieldset>
  );
}

interface DurationProps extends Pick<RuleProps, "rule" | "change"> {
  readonly errorOf: (field: string) => string | null;
}

function DurationFields({ rule, errorOf, change }: DurationProps) {
  const reversed = isReversed(rule)
    ? "This is less than where the rule begins, so the rule would select nothing."
    : null;
  return (
    <div class="field-pair">
      <TextField
        name="shortest_seconds"
        label="From seconds"
        hint="Empty for no least duration."
        error={errorOf("shortest_seconds")}
        value={rule.shortest_seconds}
        change={(seconds) => change({ shortest_seconds: seconds })}
      />
      <TextField
        name="longest_seconds"
        label="To seconds"
        hint="Empty for no limit."
        error={errorOf("longest_seconds") ?? reversed}
        value={rule.longest_seconds}
        change={(seconds) => change({ longest_seconds: seconds })}
      />
    </div>
  );
}
