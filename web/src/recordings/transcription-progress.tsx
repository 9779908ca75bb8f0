import { useEffect, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQueryClient } from "../api/query-client";
import type { Recording } from "./answers";
import { identifierOf } from "./answers";
import { updateRows } from "./cache";
import { pathOfRecording } from "./columns";
import { shortName } from "./refused-list";
import { isOpen, type Progress, type Requested, readProgress } from "./transcriptions";

interface ProgressProps {
  readonly started: readonly Requested[];
  readonly recordings: readonly Recording[];
}

const WORDS: Readonly<Record<Progress["status"], string>> = {
  none: "Not started",
  queued: "Waiting",
  running: "Being transcribed",
  completed: "Transcribed",
  failed: "Failed",
};

/** How the transcriptions stand that were started. */
export function TranscriptionProgress({ started, recordings }: ProgressProps) {
  const items = useProgress(started.filter(({ errors }) => errors.length === 0));
  const ended = items.filter((item) => !isOpen(item)).length;
  if (items.length === 0) return <p role="status">None was started.</p>;
  return (
    <>
      <p role="status" data-result="transcribe">
        {ended} of {items.length} done
      </p>
      <progress max={items.length} value={ended} aria-label="Transcriptions done" />
      <ul class="held" aria-label="Transcriptions">
        {items.map((item) => (
          <Line key={item.recording} item={item} recordings={recordings} />
        ))}
      </ul>
    </>
  );
}

interface LineProps extends Pick<ProgressProps, "recordings"> {
  readonly item: Progress;
}

function Line({ item: { recording, status, detail }, recordings }: LineProps) {
  const found = recordings.find((each) => identifierOf(each) === recording);
  const name = shortName(recording, recordings);
  return (
    <li data-transcription={recording} data-status={status}>
      <span>
        {found ? (
          <a class="link" href={pathOfRecording(found)}>
            {name}
          </a>
        ) : (
          name
        )}
      </span>
      <span class={`badge transcription-${status}`}>{WORDS[status]}</span>
      {detail && <span class="muted">{detail}</span>}
    </li>
  );
}

const PAUSE_MILLISECONDS = 2_000;

/** Asks for one open transcription after the other, so that many of them are no flood of requests. */
function useProgress(started: readonly Requested[]): readonly Progress[] {
  const { me, api } = useSignedIn();
  const queries = useQueryClient();
  const [items, setItems] = useState<readonly Progress[]>(() =>
    started.map(({ recording, status, cost }) => ({ recording, status, cost, detail: "" })),
  );
  const [turn, next] = useState(0);
  const open = items.filter(isOpen);
  const asked = open.length === 0 ? undefined : open[turn % open.length]?.recording;
  const mayRead = may(me, "recordings.play");
  useEffect(() => {
    if (asked === undefined || !mayRead) return undefined;
    const timer = setTimeout(async () => {
      // A failure may pass: it is asked for again in its turn.
      const now = await readProgress(api, asked).catch(() => null);
      if (now !== null)
        setItems((before) =>
          before.map((each) => (each.recording === asked ? { ...now, recording: asked } : each)),
        );
      if (now?.status === "completed") updateRows(queries, new Map([[asked, { has_transcript: true }]]));
      next((before) => before + 1);
    }, PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [api, asked, mayRead, queries, turn]);
  return items;
}
