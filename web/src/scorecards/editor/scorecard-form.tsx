import { TextField } from "../../components/form/fields";
import { RadiosField } from "../../components/form/radios-field";
import { SCORINGS } from "../content";
import { SCORING_WORDS } from "../words";
import { useEditing } from "./editing";
import { TextArea } from "./text-area";
import { ThresholdsField } from "./thresholds-field";

/** What belongs to the whole scorecard. */
export function ScorecardForm() {
  const { scorecard, change } = useEditing();
  const { title, description, scoring, thresholds } = scorecard;
  return (
    <section class="card form" data-form="scorecard" aria-label="The scorecard">
      <TextField
        name="title"
        label="Title of the scorecard"
        required
        maxLength={500}
        value={title}
        error={title.trim() === "" ? "Give the scorecard a title." : null}
        change={(next) => change({ ...scorecard, title: next })}
      />
      <TextArea
        name="description"
        label="Description"
        value={description}
        change={(next) => change({ ...scorecard, description: next })}
      />
      <RadiosField
        name="scoring"
        label="How the score is made"
        chosen={scoring}
        choices={SCORINGS.map((value) => ({ value, ...SCORING_WORDS[value] }))}
        change={(next) => change({ ...scorecard, scoring: next })}
      />
      <ThresholdsField
        place=""
        of="the whole"
        thresholds={thresholds}
        change={(next) => change({ ...scorecard, thresholds: next })}
      />
    </section>
  );
}
