import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { ProblemNotice } from "../components/notice";
import { Reading } from "../components/reading";
import type { Service } from "./answers";
import { EditTranscription } from "./edit-transcription";
import { transcriptionQuery } from "./requests";
import type { Transcription } from "./transcription-answers";
import { budgetWords, modeWords, optionWords, ownPolicyWords, ruleWords } from "./transcription-words";

/** What is transcribed of a service's recordings, and what it may cost. */
export function TranscriptionSection({ service }: { readonly service: Service }) {
  const { api } = useSignedIn();
  const { data, error, refetch } = useQuery(transcriptionQuery(api, service.name));
  return (
    <section
      class="keep"
      aria-label="Transcription"
      data-section="transcription"
      data-transcription={data?.policy.mode}
    >
      <h3>Transcription</h3>
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <>
          <ProblemNotice problem={error} />
          <Summary settings={data} />
          <Edit service={service} settings={data} />
        </>
      )}
    </section>
  );
}

function Summary({ settings }: { readonly settings: Transcription }) {
  const { mode, rules } = settings.policy;
  const own = ownPolicyWords(settings);
  return (
    <>
      <p>{modeWords(settings.policy)}</p>
      {mode === "by_rule" && rules.length > 0 && (
        <ul class="rules">
          {rules.map((rule, index) => (
            <li key={index}>{ruleWords(rule)}</li>
          ))}
        </ul>
      )}
      <p data-budget>{budgetWords(settings)}</p>
      <p class="muted">{optionWords(settings)}</p>
      {own !== null && <p class="muted">{own}</p>}
    </>
  );
}

interface EditProps {
  readonly service: Service;
  readonly settings: Transcription;
}

function Edit({ service, settings }: EditProps) {
  const [isOpen, open] = useState(false);
  const [said, say] = useState("");
  const close = (done = "") => {
    say(done);
    open(false);
  };
  return (
    <>
      <button type="button" class="quiet" data-action="transcription" onClick={() => open(true)}>
        Edit<span class="hidden-visually"> the transcription of {service.name}</span>
      </button>
      <p role="status" class="said">
        {said}
      </p>
      {isOpen && <EditTranscription service={service} settings={settings} close={close} />}
    </>
  );
}
