/** The waveform: drawn from the peaks, with everything that has a moment on it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Drawing } from "./drawing";
import { type Part, shareOf } from "./parts";
import type { Player } from "./player";
import { momentWords, shareWords } from "./words";

export interface Mark {
  readonly id: string;
  readonly at: number;
  readonly kind: "note" | "bookmark";
  readonly words: string;
}

interface WaveformProps {
  readonly player: Player;
  readonly audio: HTMLAudioElement;
  readonly peaks: readonly (readonly number[])[];
  readonly marks: readonly Mark[];
  readonly heard: readonly Part[];
  readonly loop: Part | null;
}

export function Waveform({ player, audio, peaks, marks, heard, loop }: WaveformProps) {
  const { length } = player;
  return (
    <div class="waveform" data-channels={peaks.length}>
      <Marks marks={marks} length={length} go={(at) => player.seek(at)} />
      <Track player={player}>
        <Peaks player={player} audio={audio} peaks={peaks} />
        {loop !== null && <span class="loop-part" data-loop style={placeOf(loop, length)} />}
      </Track>
      <Heard heard={heard} length={length} />
    </div>
  );
}

function percent(at: number, length: number): string {
  return `${length > 0 ? (Math.min(at, length) / length) * 100 : 0}%`;
}

function placeOf([from, to]: Part, length: number): { readonly left: string; readonly width: string } {
  return { left: percent(from, length), width: percent(to - from, length) };
}

interface TrackProps {
  readonly player: Player;
  readonly children: ComponentChildren;
}

/** A slider over the whole length. The arrow keys work on the whole page. */
function Track({ player, children }: TrackProps) {
  const track = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (at: number) => {
      // Moved without a new layout of the page.
      head.current?.style.setProperty("transform", `translateX(${percent(at, player.length)})`);
      track.current?.setAttribute("aria-valuenow", String(Math.floor(at)));
      track.current?.setAttribute("aria-valuetext", valueWords(at, player.length));
    };
    show(player.position);
    return player.onTime(show);
  }, [player]);
  const go = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (box !== undefined && box.width > 0) {
      player.seek(((event.clientX - box.left) / box.width) * player.length);
    }
  };
  return (
    <div
      class="track"
      role="slider"
      tabIndex={0}
      aria-label="Position in the recording"
      aria-valuemin={0}
      aria-valuemax={Math.floor(player.length)}
      aria-valuenow={0}
      ref={track}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture?.(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) go(event);
      }}
    >
      {children}
      <span class="play-head" ref={head} />
    </div>
  );
}

function valueWords(at: number, length: number): string {
  return `${momentWords(at)} of ${momentWords(length)}`;
}

type PeaksProps = Pick<WaveformProps, "player" | "audio" | "peaks">;

/** The drawing is loaded when the page is; without it the track still works. */
function Peaks({ player, audio, peaks }: PeaksProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [isMissing, miss] = useState(false);
  useEffect(() => {
    let drawing: Drawing | null = null;
    let isGone = false;
    if (peaks.length === 0) return undefined;
    import("./drawing").then(
      ({ draw }) => {
        if (isGone || holder.current === null) return;
        drawing = draw(holder.current, peaks, player.length, audio, () => drawing?.show(player.position));
      },
      () => miss(true),
    );
    const off = player.onTime((at) => drawing?.show(at));
    return () => {
      isGone = true;
      off();
      drawing?.remove();
    };
  }, [player, audio, peaks]);
  return (
    <>
      <div class="peaks" ref={holder} aria-hidden="true" />
      {(peaks.length === 0 || isMissing) && <p class="no-peaks">The waveform is not known.</p>}
    </>
  );
}

interface MarksProps {
  readonly marks: readonly Mark[];
  readonly length: number;
  readonly go: (at: number) => void;
}

/** Their lists below say the same, so the keyboard goes there. */
function Marks({ marks, length, go }: MarksProps) {
  return (
    <div class="marks">
      {marks.map(({ id, kind, at, words }) => (
        <button
          key={`${kind}${id}`}
          type="button"
          class={`mark mark-${kind}`}
          data-mark={kind}
          tabIndex={-1}
          title={`${momentWords(at)} ${words}`}
          style={{ left: percent(at, length) }}
          onClick={() => go(at)}
        >
          <span class="hidden-visually">
            {kind === "note" ? "Note" : "Bookmark"} at {momentWords(at)}: {words}
          </span>
        </button>
      ))}
    </div>
  );
}

function Heard({ heard, length }: { readonly heard: readonly Part[]; readonly length: number }) {
  const share = shareOf(heard, length);
  return (
    <div class="heard" data-heard={share.toFixed(3)}>
      <div class="heard-line" aria-hidden="true">
        {heard.map((part) => (
          <span key={part[0]} style={placeOf(part, length)} />
        ))}
      </div>
      <p class="heard-share">You have listened to {shareWords(share)}</p>
    </div>
  );
}
