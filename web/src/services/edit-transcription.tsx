import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { Conflict, isStale } from "../components/form/conflict";
import { useDraft } from "../components/form/draft";
import { NO_ERRORS } from "../components/form/errors";
import { FormFrame } from "../components/form/frame";
import { useUnsaved } from "../components/form/unsaved";
import type { Service } from "./answers";
import { changeTranscription, transcriptionKey } from "./requests";
import type { Transcription } from "./transcription-answers";
import {
  bodyOf,
  draftOf,
  isReversed,
  type TranscriptionDraft,
  transcriptionErrors,
} from "./transcription-draft";
import { TranscriptionFields } from "./transcription-fields";

interface EditProps {
  readonly service: Service;
  readonly settings: Transcription;
  readonly close: (said?: string) => void;
}

/** What a service has transcribed, how, and what it may cost in a month. */
export function EditTranscription({ service, settings, close }: EditProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const readAgain = () =>
    queries.invalidateQueries({ queryKey: transcriptionKey(service.name), exact: true });
  const draft = useDraft<TranscriptionDraft>(draftOf(settings));
  const { tryToClose, question } = useUnsaved(draft.isChanged, close);
  const [isReading, setReading] = useState(false);
  const { mutate, isPending, error, reset } = useMutation(
    () => changeTranscription(api, service.name, settings.version, bodyOf(draft.values, settings)),
    {
      onSuccess: async () => {
        await readAgain();
        close(`The transcription of ${service.name} was saved.`);
      },
    },
  );
  const errors = isStale(error) ? NO_ERRORS : transcriptionErrors(error, draft.values.rules);
  return (
    <Dialog name="transcription" title={`${service.name}: transcription`} kind="panel" close={tryToClose}>
      <FormFrame
        action="Save"
        isBusy={isPending}
        isChanged={draft.isChanged && !isStale(error) && !draft.values.rules.some(isReversed)}
        errors={errors}
        submit={() => mutate(undefined)}
        cancel={tryToClose}
      >
        <Conflict
          problem={error}
          object={{ kind: "service", id: service.name }}
          isReading={isReading}
          readAgain={async () => {
            setReading(true);
            await readAgain();
            setReading(false);
            reset();
          }}
        />
        <TranscriptionFields service={service} settings={settings} draft={draft} errors={errors} />
      </FormFrame>
      {question}
    </Dialog>
  );
}
