import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { Notice } from "../components/notice";
import { Page } from "../components/page";
import { useStore } from "../components/store";
import { Evaluations } from "../queue/evaluations-panel";
import type { Bookmark, ConversationPart, Details, Note } from "./answers";
import { Bookmarks } from "./bookmarks";
import { Commands, CommandsContext, useCommand } from "./commands";
import { Controls } from "./controls";
import { Conversation, neighbours, nextToPlay } from "./conversation";
import { Downloads } from "./downloads";
import { Facts } from "./facts";
import { Head } from "./head";
import { History } from "./history";
import { KeysHelp } from "./keys-help";
import { Notes } from "./notes";
import { type Part, union } from "./parts";
import { readBookmarks, readListened, readNotes, recordingKey } from "./requests";
import { isSilent } from "./silence";
import { Tags } from "./tags";
import { TranscriptSection } from "./transcript/transcript-section";
import { lengthOf, type Playing, usePlaying } from "./use-player";
import { type Mark, Waveform } from "./waveform";
import { titleWords, withoutAudioWords } from "./words";

interface ContentProps {
  readonly details: Details;
  readonly at: number | null;
  readonly playsAtOnce: boolean;
  readonly open: (part: ConversationPart, playsAtOnce: boolean) => void;
}

/** The page of a recording whose details are known. */
export function Content(props: ContentProps) {
  const { details } = props;
  const [commands] = useState(() => new Commands());
  const hasAudio = details.state === "stored" && details.audio !== null;
  const { me } = useSignedIn();
  const mayPlay = may(me, "recordings.play");
  return (
    <Page name="recording" title={titleWords(details)} head={<Head details={details} />}>
      <CommandsContext.Provider value={commands}>
        {!hasAudio && (
          <Notice kind="no-audio" tone="warning">
            {withoutAudioWords(details)}
          </Notice>
        )}
        {hasAudio && !mayPlay && (
          <Notice kind="may-not-play">Your security profile does not include listening to recordings.</Notice>
        )}
        {hasAudio && mayPlay ? <Audible {...props} /> : <Inaudible {...props} mayPlay={mayPlay} />}
        <PartKeys {...props} />
      </CommandsContext.Provider>
    </Page>
  );
}

function PartKeys({ details, open }: ContentProps) {
  const { before, after } = neighbours(details);
  useCommand("previous-recording", () => before && open(before, false));
  useCommand("next-recording", () => after && open(after, false));
  return null;
}

/** Without audio there may still be words and notes. */
function Inaudible({ details, open, mayPlay }: ContentProps & { readonly mayPlay: boolean }) {
  const [unredacted, setUnredacted] = useState(false);
  return (
    <div class="recording-rest">
      {mayPlay && details.has_transcript && (
        <TranscriptSection
          details={details}
          player={null}
          unredacted={unredacted}
          setUnredacted={setUnredacted}
        />
      )}
      <Conversation details={details} open={(part) => open(part, false)} />
      <Evaluations recording={details.recording} />
      {mayPlay && <SilentNotes recording={details.recording} />}
      <Tags details={details} />
      <Facts details={details} />
      <History details={details} />
      <Downloads details={details} unredacted={unredacted} />
      <KeysHelp />
    </div>
  );
}

function SilentNotes({ recording }: { readonly recording: string }) {
  return <Notes recording={recording} player={null} {...useNotes(recording)} />;
}

const NO_NOTES: readonly Note[] = [];
const NO_BOOKMARKS: readonly Bookmark[] = [];
const NO_PARTS: readonly Part[] = [];

function useNotes(recording: string) {
  const { api } = useSignedIn();
  const query = useQuery(
    queryOptions([...recordingKey(recording), "notes"], () => readNotes(api, recording)),
  );
  return { notes: query.data ?? NO_NOTES, problem: query.error, readAgain: () => query.refetch() };
}

function useBookmarks(recording: string) {
  const { api } = useSignedIn();
  const key = [...recordingKey(recording), "bookmarks"];
  const query = useQuery(queryOptions(key, () => readBookmarks(api, recording)));
  return {
    bookmarks: query.data ?? NO_BOOKMARKS,
    problem: query.error,
    readAgain: () => query.refetch(),
  };
}

/** What the person has heard of it, here and before. */
function useHeard(recording: string, length: number, here: readonly Part[]): readonly Part[] {
  const { api } = useSignedIn();
  const key = [...recordingKey(recording), "listened"];
  const { data } = useQuery(queryOptions(key, () => readListened(api, recording)));
  const before = data?.parts ?? NO_PARTS;
  return useMemo(() => union([...before, ...here], length), [before, here, length]);
}

/** The player, and all that follows what it plays. */
function Audible({ details, at, playsAtOnce, open }: ContentProps) {
  const { recording } = details;
  const [here, hear] = useState(NO_PARTS);
  const [unredacted, setUnredacted] = useState(false);
  const next = nextToPlay(details);
  const playing = usePlaying(details, { ended: () => next && open(next, true), heard: hear });
  const heard = useHeard(recording, lengthOf(details), here);
  const notes = useNotes(recording);
  const bookmarks = useBookmarks(recording);
  const { player } = playing;
  useEffect(() => {
    if (at !== null) player.seek(at);
    if (playsAtOnce) void player.play();
  }, [player, at, playsAtOnce]);
  const marks = useMemo(() => marksOf(notes.notes, bookmarks.bookmarks), [notes.notes, bookmarks.bookmarks]);
  return (
    <div class="recording-main">
      <PlayerSection details={details} playing={playing} marks={marks} heard={heard} />
      <TranscriptSection
        details={details}
        player={player}
        unredacted={unredacted}
        setUnredacted={setUnredacted}
      />
      <div class="recording-side">
        <Conversation details={details} open={(part) => open(part, false)} />
        <Evaluations recording={recording} />
        <Notes recording={recording} player={player} {...notes} />
        <Bookmarks recording={recording} player={player} {...bookmarks} />
        <Tags details={details} />
        <Downloads details={details} unredacted={unredacted} />
        <History details={details} />
        <KeysHelp />
      </div>
      <div class="recording-facts">
        <Facts details={details} />
      </div>
    </div>
  );
}

function marksOf(notes: readonly Note[], bookmarks: readonly Bookmark[]): readonly Mark[] {
  return [
    ...notes.flatMap(({ id, at, text }): Mark[] =>
      at === null ? [] : [{ id, at, kind: "note", words: text.slice(0, 100) }],
    ),
    ...bookmarks.map(({ id, at, label }): Mark => ({ id, at, kind: "bookmark", words: label })),
  ];
}

interface PlayerSectionProps {
  readonly details: Details;
  readonly playing: Playing;
  readonly marks: readonly Mark[];
  readonly heard: readonly Part[];
}

function PlayerSection({ details, playing, marks, heard }: PlayerSectionProps) {
  const { player, audio, silence } = playing;
  const { loop } = useStore(player.state);
  const channels = details.audio?.channels ?? details.peaks.length;
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.append(audio), [audio]);
  return (
    <section class="card player" data-section="player" aria-label="Player" ref={section}>
      <Waveform player={player} audio={audio} peaks={details.peaks} marks={marks} heard={heard} loop={loop} />
      {isSilent(details.peaks) && <p data-notice="silent">There is no sound in this recording.</p>}
      <Controls
        player={player}
        recording={details.recording}
        channels={channels}
        hasSilence={silence.length > 0}
      />
    </section>
  );
}
