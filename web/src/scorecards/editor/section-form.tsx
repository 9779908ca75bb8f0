import { CheckBox, TextField } from "../../components/form/fields";
import type { Section } from "../content";
import type { Path } from "../tree";
import { useEditing, useItem } from "./editing";
import { ItemActions } from "./item-actions";
import { NumberField } from "./number-field";
import { WEIGHT } from "./numbers";
import { RefField } from "./ref-field";
import { TextArea } from "./text-area";
import { ThresholdsField } from "./thresholds-field";

interface SectionFormProps {
  readonly section: Section;
  readonly path: Path;
}

/** Everything about one section but what is in it. */
export function SectionForm({ section, path }: SectionFormProps) {
  const { scoring } = useEditing().scorecard;
  const change = useItem(section, path);
  return (
    <div class="item-form form" data-form="section">
      <TextField
        name="title"
        label="Title of the section"
        required
        maxLength={500}
        value={section.title}
        error={section.title.trim() === "" ? "Give the section a title." : null}
        change={(title) => change({ title })}
      />
      <RefField item={section} />
      <TextArea
        name="instructions"
        label="Instructions for the evaluator"
        value={section.instructions}
        change={(instructions) => change({ instructions })}
      />
      {(scoring === "by_section" || section.weight !== null) && (
        <NumberField
          name="weight"
          label="Weight of the section (0 to 100)"
          hint="Of the section around it. Empty for a share of what the others leave of 100."
          value={section.weight}
          limits={WEIGHT}
          change={(weight) => change({ weight })}
        />
      )}
      <CheckBox
        name="excluded_from_scoring"
        label="Has no part in the score"
        isChecked={section.excluded_from_scoring}
        change={(excluded_from_scoring) => change({ excluded_from_scoring })}
      />
      <ThresholdsField
        place={section.ref}
        of="this section"
        thresholds={section.thresholds}
        change={(thresholds) => change({ thresholds })}
      />
      <ItemActions item={section} path={path} />
    </div>
  );
}
