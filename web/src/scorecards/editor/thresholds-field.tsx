import { useState } from "preact/hooks";
import { TextField } from "../../components/form/fields";
import type { Threshold } from "../content";
import { useEditing } from "./editing";
import { changedAt, withoutAt } from "./list-buttons";
import { newThreshold } from "./new-parts";
import { NumberField } from "./number-field";
import { PERCENT } from "./numbers";

const MOST_THRESHOLDS = 20;

interface ThresholdsFieldProps {
  /** The reference id of the section or question; empty for the scorecard. */
  readonly place: string;
  /** What has the score, such as "the section". */
  readonly of: string;
  readonly thresholds: readonly Threshold[];
  readonly change: (thresholds: readonly Threshold[]) => void;
}

/** Names for scores, such as "needs improvement" up to 70 percent. */
export function ThresholdsField({ place, of, thresholds, change }: ThresholdsFieldProps) {
  const { focusOn } = useEditing();
  const [isOpen, setOpen] = useState(thresholds.length > 0);
  const add = '[data-action="add-threshold"]';
  return (
    <details
      class="more-fields"
      data-field="thresholds"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Names for scores of {of}</summary>
      <p class="field-hint">
        Where two meet, the higher one counts. For example: Needs improvement from 0 to 70, Good from 70 to
        100.
      </p>
      {thresholds.map((threshold, index) => (
        <ThresholdFields
          key={index}
          index={index}
          threshold={threshold}
          change={(changes) => change(changedAt(thresholds, index, changes))}
          remove={() => {
            change(withoutAt(thresholds, index));
            focusOn(place, place ? add : `[data-form="scorecard"] ${add}`);
          }}
        />
      ))}
      <button
        type="button"
        class="quiet"
        data-action="add-threshold"
        disabled={thresholds.length >= MOST_THRESHOLDS}
        onClick={() => change([...thresholds, newThreshold(thresholds)])}
      >
        Add a name<span class="hidden-visually"> for scores of {of}</span>
      </button>
    </details>
  );
}

interface ThresholdFieldsProps {
  readonly index: number;
  readonly threshold: Threshold;
  readonly change: (changes: Partial<Threshold>) => void;
  readonly remove: () => void;
}

function ThresholdFields({ index, threshold, change, remove }: ThresholdFieldsProps) {
  const number = index + 1;
  const required = (value: number | null) => value ?? Number.NaN;
  return (
    <div class="threshold" data-threshold={index}>
      <TextField
        name="name"
        label={`Name ${number}`}
        maxLength={100}
        value={threshold.name}
        error={threshold.name.trim() === "" ? "Give it a name." : null}
        change={(name) => change({ name })}
      />
      <NumberField
        name="minimum"
        label={`Name ${number}: from percent`}
        value={threshold.minimum}
        limits={PERCENT}
        change={(value) => change({ minimum: required(value) })}
      />
      <NumberField
        name="maximum"
        label={`Name ${number}: to percent`}
        value={threshold.maximum}
        limits={PERCENT}
        change={(value) => change({ maximum: required(value) })}
      />
      <button type="button" class="quiet" data-action="remove" onClick={remove}>
        Remove<span class="hidden-visually"> name {number}</span>
      </button>
    </div>
  );
}
