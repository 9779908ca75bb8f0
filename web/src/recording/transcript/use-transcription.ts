import { useState } from "preact/hooks";
import { useSignedIn } from "../../access/signed-in";
import type { Problem } from "../../api/problem";
import { useQuery } from "../../api/query";
import { queryOptions } from "../../api/query-client";
import { readTranscription, recordingKey } from "../requests";
import type { Transcription } from "../transcription";

const SHORTEST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 15_000;
const GROWTH = 0.25;

/** How long to wait before the next question about a job that has been open for a while: longer and longer. */
export function pauseAfter(openMilliseconds: number): number {
  return Math.min(LONGEST_MILLISECONDS, Math.max(SHORTEST_MILLISECONDS, openMilliseconds * GROWTH));
}

export function isOpen(transcription: Transcription | undefined): boolean {
  return transcription?.status === "queued" || transcription?.status === "running";
}

interface Read {
  readonly transcription: Transcription | undefined;
  readonly problem: Problem | null;
  readonly readAgain: () => void;
}

/** The transcription as the server has it, read again while a job is open. */
export function useTranscription(recording: string, unredacted: boolean): Read {
  const { api } = useSignedIn();
  const [open] = useState<{ since: number | null }>({ since: null });
  const query = useQuery({
    ...queryOptions([...recordingKey(recording), "transcription", unredacted], () =>
      readTranscription(api, recording, unredacted),
    ),
    // Each reading without redaction is an entry of the audit log: only what the person asks for is one.
    ...(unredacted && { staleTime: Number.POSITIVE_INFINITY }),
    placeholderData: <Data>(before: Data | undefined) => before,
    refetchInterval: ({ state }) => {
      open.since = isOpen(state.data) ? (open.since ?? Date.now()) : null;
      return open.since === null ? false : pauseAfter(Date.now() - open.since);
    },
  });
  return { transcription: query.data, problem: query.error, readAgain: () => void query.refetch() };
}
