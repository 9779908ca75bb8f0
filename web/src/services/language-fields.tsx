import { SelectField, TextField } from "../components/form/fields";
import { ChosenList } from "./chosen-list";
import { LANGUAGES } from "./languages";
import { contestedHint, type FieldsProps } from "./transcription-fields";
import { languageWords } from "./transcription-words";

/** One language or identification, and the words that are special to the service. */
export function LanguageFields({ draft, errors }: FieldsProps) {
  const { language, vocabulary } = draft.values;
  return (
    <>
      <SelectField
        name="language"
        label="Language"
        hint={contestedHint(draft, "language")}
        error={errors.of("language")}
        value={language}
        choices={[{ value: "", label: "Identify it for each recording" }, ...choicesWith(language)]}
        change={(chosen) => draft.set("language", chosen)}
      />
      {language === "" && <LanguageOptions draft={draft} errors={errors} />}
      <TextField
        name="vocabulary"
        label="Custom vocabulary"
        hint={
          contestedHint(draft, "vocabulary") ??
          "Its name in Amazon Transcribe, in the language chosen above. Empty for none."
        }
        error={errors.of("vocabulary")}
        value={vocabulary}
        change={(name) => draft.set("vocabulary", name)}
      />
    </>
  );
}

function LanguageOptions({ draft, errors }: FieldsProps) {
  return (
    <ChosenList
      name="language_options"
      title="Languages that are spoken"
      one="language"
      hint={
        contestedHint(draft, "language_options") ??
        "At most 5. Identification looks only among these; without any, among all."
      }
      error={errors.of("language_options")}
      chosen={draft.values.language_options}
      choices={choicesWith("")}
      change={(options) => draft.set("language_options", options)}
    />
  );
}

/** By name. A stored language that is not known here is offered, too. */
function choicesWith(stored: string) {
  const codes = stored === "" || LANGUAGES.includes(stored) ? LANGUAGES : [...LANGUAGES, stored];
  return codes
    .map((value) => ({ value, label: languageWords(value) }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
