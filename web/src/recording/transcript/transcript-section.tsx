import { useEffect, useMemo, useState } from "preact/hooks";
import { may } from "../../access/rights";
import { useSignedIn } from "../../access/signed-in";
import { useQueryClient } from "../../api/query-client";
import { CheckBox } from "../../components/form/fields";
import { ProblemNotice } from "../../components/notice";
import type { Details } from "../answers";
import type { Player } from "../player";
import { recordingKey } from "../requests";
import type { Transcription } from "../transcription";
import { NOTHING_FOUND, SearchBox } from "./search-box";
import { shown } from "./text";
import { TextView } from "./text-view";
import { TranscribeNow } from "./transcribe-now";
import { useTranscription } from "./use-transcription";

interface TranscriptSectionProps {
  readonly details: Details;
  /** Null while there is nothing to hear. */
  readonly player: Player | null;
  readonly unredacted: boolean;
  readonly setUnredacted: (unredacted: boolean) => void;
}

/** What was said, and the way to have it written down. */
export function TranscriptSection({ details, player, unredacted, setUnredacted }: TranscriptSectionProps) {
  const { me } = useSignedIn();
  const { transcription, problem, readAgain } = useTranscription(details.recording, unredacted);
  useNewTranscript(details, transcription?.transcript_revision ?? 0);
  const mayUncover = may(me, "transcripts.see_unredacted") && transcription?.has_unredacted;
  return (
    <section class="card transcript" data-section="transcript" aria-labelledby="transcript-heading">
      <h2 id="transcript-heading">Transcript</h2>
      {mayUncover && (
        <CheckBox
          name="unredacted"
          label="Show personal data too"
          note="It was replaced by [PII]. Showing it is recorded in the audit log."
          isChecked={unredacted}
          change={setUnredacted}
        />
      )}
      <ProblemNotice problem={problem} />
      {transcription?.turns && <Words details={details} player={player} transcription={transcription} />}
      {transcription && (
        <TranscribeNow
          recording={details.recording}
          transcription={transcription}
          readAgain={() => {
            // While a job is open the page asks again and again: never for personal data.
            setUnredacted(false);
            readAgain();
          }}
        />
      )}
    </section>
  );
}

/** The first transcript changes what the page offers, such as downloads. */
function useNewTranscript({ recording, has_transcript }: Details, revision: number): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (revision === 0 || has_transcript) return;
    void queries.invalidateQueries({ queryKey: recordingKey(recording), exact: true });
  }, [revision]);
}

interface WordsProps {
  readonly details: Details;
  readonly player: Player | null;
  readonly transcription: Transcription;
}

function Words({ details, player, transcription }: WordsProps) {
  const { turns, language } = transcription;
  const text = useMemo(() => shown(turns ?? []), [turns]);
  const [found, find] = useState(NOTHING_FOUND);
  if (text.words.length === 0) {
    return <p data-empty-transcript>The transcript has no words: no one was heard to speak.</p>;
  }
  return (
    <>
      <SearchBox text={text} show={find} />
      <TextView
        text={text}
        users={details.users.map(({ id, name }) => ({ id, name: name ?? "" }))}
        language={language}
        player={player}
        places={found.places}
        place={found.place}
      />
      <p class="muted">{sourceWords(transcription)}</p>
    </>
  );
}

const SOURCES: Readonly<Record<string, string>> = {
  transcribe: "Written by Amazon Transcribe",
  whisper: "Written by Whisper",
  prepared: "These words were written before they were spoken",
};

function sourceWords({ source, model, language }: Transcription): string {
  return [
    source && (SOURCES[source] ?? `Written by ${source}`),
    model,
    language && language !== "und" ? `language ${language}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
