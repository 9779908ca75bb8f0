import type { Draft } from "../components/form/draft";
import type { FormErrors } from "../components/form/errors";
import { CheckBox, FieldError, TextField } from "../components/form/fields";
import { RadiosField } from "../components/form/radios-field";
import type { Service } from "./answers";
import { LanguageFields } from "./language-fields";
import type { Mode, Transcription } from "./transcription-answers";
import type { TranscriptionDraft } from "./transcription-draft";
import { RulesField } from "./transcription-rules";
import { budgetWords, ownPolicyWords } from "./transcription-words";

export interface FieldsProps {
  readonly draft: Draft<TranscriptionDraft>;
  readonly errors: FormErrors;
}

interface AllFieldsProps extends FieldsProps {
  readonly service: Service;
  readonly settings: Transcription;
}

const MODE_CHOICES = [
  {
    value: "on_demand",
    label: "Only on demand",
    note: "Nothing is transcribed by itself. People with the right use Transcribe Now.",
  },
  { value: "by_rule", label: "By rule", note: "A recording that one of the rules selects." },
  { value: "everything", label: "Everything", note: "Every recording, until the monthly budget is used up." },
  { value: "nothing", label: "Nothing", note: "Not even with Transcribe Now." },
] as const;

export function TranscriptionFields({ service, settings, draft, errors }: AllFieldsProps) {
  const { values, set } = draft;
  const own = ownPolicyWords(settings);
  return (
    <>
      <RadiosField<Mode>
        name="mode"
        label="What is transcribed by itself"
        error={errors.of("mode") ?? contestedHint(draft, "mode") ?? null}
        chosen={values.mode}
        choices={MODE_CHOICES}
        change={(mode) => set("mode", mode)}
      />
      {values.mode === "by_rule" && <RulesField service={service} draft={draft} errors={errors} />}
      {own !== null && <p data-own-policies>{own} Saving here keeps them.</p>}
      <TextField
        name="monthly_budget"
        label={`Monthly budget in ${settings.spent.currency}`}
        hint={
          contestedHint(draft, "monthly_budget") ??
          `${budgetWords(settings)} When the budget is used up, nothing new is transcribed. Empty for no limit.`
        }
        error={errors.of("monthly_budget")}
        value={values.monthly_budget}
        change={(budget) => set("monthly_budget", budget)}
      />
      <LanguageFields draft={draft} errors={errors} />
      <RedactionFields draft={draft} errors={errors} />
      <TextField
        name="max_speakers"
        label="Most voices"
        hint={
          contestedHint(draft, "max_speakers") ?? "From 2 to 30. Used where all voices are in one channel."
        }
        error={errors.of("max_speakers")}
        value={values.max_speakers}
        change={(speakers) => set("max_speakers", speakers)}
      />
    </>
  );
}

export function contestedHint(
  { contested }: Draft<TranscriptionDraft>,
  field: keyof TranscriptionDraft,
): string | undefined {
  return contested.includes(field)
    ? "Someone else has changed this, too. Saving keeps what you chose."
    : undefined;
}

function RedactionFields({ draft, errors }: FieldsProps) {
  const { redaction, redacted_audio_needs_right } = draft.values;
  const error =
    errors.of("redaction") ??
    contestedHint(draft, "redaction") ??
    contestedHint(draft, "redacted_audio_needs_right") ??
    null;
  return (
    <fieldset class="field checks" data-field="redaction" data-wrong={error !== null || undefined}>
      <legend>Redaction</legend>
      <CheckBox
        name="redaction"
        label="Redact personal data in the text"
        note="Needs a language for which there is redaction, such as English (United States)."
        isChecked={redaction}
        change={(isOn) => draft.set("redaction", isOn)}
      />
      {redaction && (
        <CheckBox
          name="redacted_audio_needs_right"
          label="Play the audio only for people who may see unredacted text"
          note="Redaction changes the text only: everything can still be heard in the audio."
          isChecked={redacted_audio_needs_right}
          change={(isOn) => draft.set("redacted_audio_needs_right", isOn)}
        />
      )}
      <FieldError error={error} />
    </fieldset>
  );
}
