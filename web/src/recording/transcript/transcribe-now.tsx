import { useState } from "preact/hooks";
import { may } from "../../access/rights";
import { useSignedIn } from "../../access/signed-in";
import { useMutation } from "../../api/query";
import { Confirm } from "../../components/dialog";
import { Notice, ProblemNotice } from "../../components/notice";
import { transcribe } from "../requests";
import type { Transcription } from "../transcription";
import { costWords } from "../words";
import { isOpen } from "./use-transcription";

interface TranscribeNowProps {
  readonly recording: string;
  readonly transcription: Transcription;
  readonly readAgain: () => void;
}

/** Has the recording transcribed, and says how far that is. */
export function TranscribeNow({ recording, transcription, readAgain }: TranscribeNowProps) {
  const { me, api } = useSignedIn();
  const [isAsking, ask] = useState(false);
  const { mutate, isPending, error } = useMutation((again: boolean) => transcribe(api, recording, again), {
    onSettled: readAgain,
  });
  const isAgain = transcription.turns !== null;
  const start = (again: boolean) => {
    ask(false);
    mutate(again);
  };
  return (
    <div class="transcribe" data-transcription={transcription.status}>
      <Progress transcription={transcription} />
      <ProblemNotice problem={error} />
      {may(me, "recordings.transcribe") && !isOpen(transcription) && (
        <Offer
          transcription={transcription}
          isBusy={isPending}
          // What has a transcript already is not paid for twice without a question.
          start={() => (isAgain ? ask(true) : start(false))}
        />
      )}
      {isAsking && (
        <Confirm
          title="Transcribe this recording again?"
          action="Transcribe again"
          isBusy={isPending}
          confirm={() => start(true)}
          cancel={() => ask(false)}
        >
          <p>
            It makes a new transcript, which takes the place of this one.
            {transcription.estimate && ` It costs about ${costWords(transcription.estimate)}.`}
          </p>
        </Confirm>
      )}
    </div>
  );
}

/** The newest job, in words. */
function Progress({ transcription }: { readonly transcription: Transcription }) {
  const { status, reason, detail, cost } = transcription;
  if (status === "queued" || status === "running") {
    return (
      <div class="job" role="status">
        <p>{status === "queued" ? "Waiting for its turn to be transcribed…" : "Being transcribed…"}</p>
        <progress aria-label="Transcription" />
      </div>
    );
  }
  if (status === "failed") {
    return (
      <Notice kind="transcription-failed" tone="warning">
        <strong>The transcription failed.</strong> {detail || reason.replaceAll("_", " ")}
      </Notice>
    );
  }
  if (status === "none" && transcription.turns === null) return <p>This recording has no transcript.</p>;
  return cost && <p class="muted">The transcription cost {costWords(cost)}.</p>;
}

interface OfferProps {
  readonly transcription: Transcription;
  readonly isBusy: boolean;
  readonly start: () => void;
}

/** The button with what it costs; or why there is none. */
function Offer({ transcription, isBusy, start }: OfferProps) {
  const { refusals, estimate } = transcription;
  if (refusals.length > 0) {
    return (
      <Notice kind="transcription-refused">
        <strong>It cannot be transcribed.</strong> {refusals.map(({ detail }) => detail).join(" ")}
      </Notice>
    );
  }
  return (
    <div class="control-row">
      <button
        type="button"
        class={transcription.turns === null ? "primary" : "quiet"}
        data-action="transcribe"
        disabled={isBusy}
        onClick={start}
      >
        {isBusy ? "Starting…" : offerWords(transcription)}
      </button>
      {estimate && <span class="muted">costs about {costWords(estimate)}</span>}
    </div>
  );
}

function offerWords({ status, turns }: Transcription): string {
  if (status === "failed") return "Try again";
  return turns === null ? "Transcribe Now" : "Transcribe again";
}
