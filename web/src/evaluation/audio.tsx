import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { Notice } from "../components/notice";
import { useStore } from "../components/store";
import { recordingAddress } from "../recording/address";
import type { Details } from "../recording/answers";
import { Controls } from "../recording/controls";
import { isRefusal } from "../recording/media";
import { type Part, shareOf, union } from "../recording/parts";
import type { Player } from "../recording/player";
import { readDetails, readListened, recordingKey } from "../recording/requests";
import { TranscriptSection } from "../recording/transcript/transcript-section";
import { usePlaying } from "../recording/use-player";
import { type Mark, Waveform } from "../recording/waveform";
import { timeWords, titleWords, withoutAudioWords } from "../recording/words";
import { OUT_OF_SIGHT } from "./words";

interface AudioProps {
  readonly recording: string;
  /** The bookmarked moments of the questions. */
  readonly marks: readonly Mark[];
  readonly playerChanged: (player: Player | null) => void;
  readonly shareChanged: (share: number) => void;
}

/** The recording beside the form, or why there is nothing to hear. The evaluation needs no audio. */
export function Audio(props: AudioProps) {
  const { me } = useSignedIn();
  if (props.recording === "") return <NoAudio sentence="This evaluation is not about a single recording." />;
  if (!may(me, "recordings.list") || !may(me, "recordings.play")) {
    return <NoAudio sentence="Your security profile does not include listening to recordings." />;
  }
  return <FoundAudio {...props} />;
}

function NoAudio({ sentence }: { readonly sentence: string }) {
  return (
    <section class="card player" data-section="no-audio" aria-label="Recording">
      <Notice kind="no-audio" tone="warning">
        {sentence}
      </Notice>
    </section>
  );
}

function FoundAudio(props: AudioProps) {
  const { recording } = props;
  const { api } = useSignedIn();
  const { data, error, refetch } = useQuery(
    queryOptions(recordingKey(recording), () => readDetails(api, recording)),
  );
  if (data !== undefined) return <Known {...props} details={{ ...data, recording }} />;
  if (error !== null && isRefusal(error)) return <NoAudio sentence={OUT_OF_SIGHT} />;
  return (
    <section class="card player" data-section="no-audio" aria-label="Recording" aria-busy={error === null}>
      {error === null ? <p class="muted">Loading the recording…</p> : <p class="muted">{error.detail}</p>}
      {error !== null && (
        <button type="button" class="quiet" data-action="retry" onClick={() => void refetch()}>
          Try again
        </button>
      )}
    </section>
  );
}

type KnownProps = AudioProps & { readonly details: Details };

function Known(props: KnownProps) {
  const { details } = props;
  if (details.state === "stored" && details.audio !== null) return <PlayerCard {...props} />;
  return <NoAudio sentence={`${withoutAudioWords(details)} The evaluation stays.`} />;
}

const NO_PARTS: readonly Part[] = [];

function PlayerCard({ recording, details, marks, playerChanged, shareChanged }: KnownProps) {
  const [here, hear] = useState(NO_PARTS);
  const [unredacted, setUnredacted] = useState(false);
  const playing = usePlaying(details, { ended: () => undefined, heard: hear });
  const { player, audio, silence } = playing;
  const { loop } = useStore(player.state);
  const heard = useHeard(recording, player.length, here);
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.append(audio), [audio]);
  useEffect(() => {
    playerChanged(player);
    return () => playerChanged(null);
  }, [player, playerChanged]);
  useEffect(() => shareChanged(shareOf(heard, player.length)), [heard, player, shareChanged]);
  return (
    <>
      <section class="card player" data-section="player" aria-label="Player" ref={section}>
        <p class="player-head">
          <a href={recordingAddress(recording)} data-action="open-recording">
            {titleWords(details)}
          </a>{" "}
          <span class="muted">{timeWords(details)}</span>
        </p>
        <Waveform
          player={player}
          audio={audio}
          peaks={details.peaks}
          marks={marks}
          heard={heard}
          loop={loop}
        />
        <Controls
          player={player}
          recording={recording}
          channels={details.audio?.channels ?? details.peaks.length}
          hasSilence={silence.length > 0}
        />
      </section>
      {details.has_transcript && (
        <TranscriptSection
          details={details}
          player={player}
          unredacted={unredacted}
          setUnredacted={setUnredacted}
        />
      )}
    </>
  );
}

/** What the person has heard of it, here and before. */
function useHeard(recording: string, length: number, here: readonly Part[]): readonly Part[] {
  const { api } = useSignedIn();
  const key = [...recordingKey(recording), "listened"];
  const { data } = useQuery(queryOptions(key, () => readListened(api, recording)));
  const before = data?.parts ?? NO_PARTS;
  return useMemo(() => union([...before, ...here], length), [before, here, length]);
}
