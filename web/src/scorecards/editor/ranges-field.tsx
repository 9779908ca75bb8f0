import type { Question, Range, Section } from "../content";
import { ConsequenceFields } from "./consequence-fields";
import { useEditing } from "./editing";
import { buttonOf, changedAt, ListButtons, moved, withoutAt } from "./list-buttons";
import { newRange } from "./new-parts";
import { NumberField } from "./number-field";
import { REQUIRED_WHOLE, WHOLE } from "./numbers";

const MOST_RANGES = 100;

interface RangesFieldProps {
  readonly question: Question;
  readonly around: readonly Section[];
  readonly change: (changes: Partial<Question>, said?: string) => void;
}

/** From where to where a number may be, and the ranges that give it a score. */
export function RangesField({ question, around, change }: RangesFieldProps) {
  const { focusOn } = useEditing();
  const { ranges, minimum, maximum } = question;
  const set = (next: readonly Range[], said?: string) => change({ ranges: next }, said);
  return (
    <>
      <div class="field-pair">
        <NumberField
          name="minimum"
          label="Least number"
          value={minimum}
          limits={WHOLE}
          change={(value) => change({ minimum: value })}
        />
        <NumberField
          name="maximum"
          label="Greatest number"
          value={maximum}
          limits={WHOLE}
          change={(value) => change({ maximum: value })}
        />
      </div>
      <fieldset class="field-group" data-field="ranges">
        <legend>Ranges</legend>
        <p class="field-hint">
          Both ends belong to a range. Without ranges, the number has no score. A number between two ranges
          (4.5) belongs to the lower one.
        </p>
        {ranges.map((range, index) => (
          <RangeFields
            key={index}
            range={range}
            index={index}
            count={ranges.length}
            around={around}
            change={(changes) => set(changedAt(ranges, index, changes))}
            move={(by) => {
              set(moved(ranges, index, by));
              focusOn(question.ref, buttonOf("range", index + by, by));
            }}
            remove={() => {
              set(withoutAt(ranges, index), `Range ${index + 1} was removed.`);
              focusOn(question.ref, '[data-action="add-range"]');
            }}
          />
        ))}
        <div>
          <button
            type="button"
            class="quiet"
            data-action="add-range"
            disabled={ranges.length >= MOST_RANGES}
            onClick={() => set([...ranges, newRange(question)])}
          >
            Add a range
          </button>
        </div>
      </fieldset>
    </>
  );
}

interface RangeFieldsProps {
  readonly range: Range;
  readonly index: number;
  readonly count: number;
  readonly around: readonly Section[];
  readonly change: (changes: Partial<Range>) => void;
  readonly move: (by: -1 | 1) => void;
  readonly remove: () => void;
}

function RangeFields({ range, index, count, around, change, move, remove }: RangeFieldsProps) {
  const { scoring } = useEditing().scorecard;
  const name = `range ${index + 1}`;
  // A number that must be there is never null.
  const required = (value: number | null) => value ?? Number.NaN;
  return (
    <div class="part" data-part={`range ${index}`}>
      <div class="part-head">
        <div class="field-pair">
          <NumberField
            name="minimum"
            label={`Range ${index + 1} from`}
            value={range.minimum}
            limits={REQUIRED_WHOLE}
            change={(value) => change({ minimum: required(value) })}
          />
          <NumberField
            name="maximum"
            label={`Range ${index + 1} to`}
            value={range.maximum}
            limits={REQUIRED_WHOLE}
            change={(value) => change({ maximum: required(value) })}
          />
        </div>
        <ListButtons of={name} index={index} count={count} move={move} remove={remove} />
      </div>
      <div class="part-fields">
        <ConsequenceFields of={name} value={range} scoring={scoring} around={around} change={change} />
      </div>
    </div>
  );
}
