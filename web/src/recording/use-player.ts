import { useEffect, useReducer, useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import type { ApiClient } from "../api/client";
import { useQueryClient } from "../api/query-client";
import type { Details } from "./answers";
import { Balance } from "./balance";
import { Listening } from "./listening";
import { createAudio } from "./media";
import type { Part } from "./parts";
import { PlayAccess } from "./play-access";
import { Player } from "./player";
import { recordingKey, renewPlay, reportListened, startPlay } from "./requests";
import { silentParts } from "./silence";

export interface Playing {
  readonly player: Player;
  readonly audio: HTMLAudioElement;
  readonly silence: readonly Part[];
}

interface Callbacks {
  readonly started: () => void;
  readonly ended: () => void;
  readonly heard: (parts: readonly Part[]) => void;
}

export function lengthOf(details: Details): number {
  return details.audio?.duration_seconds || details.duration_seconds || 0;
}

/** The player of a recording: made once, closed with its page. */
export function usePlaying(details: Details, shown: Omit<Callbacks, "started">): Playing {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  // A new play is a new entry of those who used the recording.
  const started = () =>
    void queries.invalidateQueries({ queryKey: [...recordingKey(details.recording), "uses"] });
  const callbacks = { ...shown, started };
  // What the callbacks do changes with each rendering; the player stays.
  const [latest] = useState({ callbacks });
  latest.callbacks = callbacks;
  const [playing] = useState(() => create(api, details, () => latest.callbacks));
  useEffect(() => closeWithPage(playing.player), [playing]);
  return playing;
}

function create(api: ApiClient, details: Details, callbacks: () => Callbacks): Playing {
  const { recording, peaks } = details;
  const length = lengthOf(details);
  const silence = silentParts(peaks, length);
  const audio = createAudio();
  const access = new PlayAccess({
    start: async () => {
      const play = await startPlay(api, recording);
      callbacks().started();
      return play;
    },
    renew: (play) => renewPlay(api, recording, play),
  });
  const listening = new Listening(
    async (parts, isLeaving) => {
      if (access.id !== null) await reportListened(api, recording, access.id, { parts, isLeaving });
    },
    (parts) => callbacks().heard(parts),
  );
  const ended = () => callbacks().ended();
  const balance = new Balance(audio);
  return {
    player: new Player({ audio, access, listening, balance, length, silence, ended }),
    audio,
    silence,
  };
}

/** Parts that were heard are reported even if the window is closed. */
function closeWithPage(player: Player): () => void {
  const report = () => void player.report();
  window.addEventListener("pagehide", report);
  document.addEventListener("visibilitychange", report);
  return () => {
    window.removeEventListener("pagehide", report);
    document.removeEventListener("visibilitychange", report);
    player.close();
  };
}

/** A text about the position; the component renders again only when the text changes. */
export function useAtTime<Shown extends string | number | boolean>(
  player: Player,
  compute: (at: number) => Shown,
): Shown {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const value = compute(player.position);
  useEffect(() =>
    player.onTime((at) => {
      if (compute(at) !== value) renderAgain(undefined);
    }),
  );
  return value;
}
