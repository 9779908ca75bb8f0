/** The words of a transcript in a box of their own, which follows what is played. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Person } from "../answers";
import { useCommand } from "../commands";
import type { Player } from "../player";
import { onScrolledByPerson, showIn } from "./following";
import { Lights } from "./lights";
import type { Place } from "./search";
import type { ShownTranscript } from "./text";
import { latestWord, timelineOf, wordsAt } from "./timeline";
import { TurnList } from "./turn-list";

interface TextViewProps {
  readonly text: ShownTranscript;
  readonly users: readonly Person[];
  readonly language: string;
  /** Null while there is nothing to hear. */
  readonly player: Player | null;
  readonly places: readonly Place[];
  /** The place that the search stands at. */
  readonly place: Place | null;
}

export function TextView({ text, users, language, player, places, place }: TextViewProps) {
  const box = useRef<HTMLElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const [list, setList] = useState<TurnList | null>(null);
  const [isFollowing, follow] = useState(true);
  const go = (word: number) => {
    const start = text.words[word]?.start;
    if (start === undefined) return;
    player?.seek(start);
    follow(true);
  };
  useLayoutEffect(() => {
    if (holder.current === null) return undefined;
    const made = new TurnList(holder.current, { text, users });
    setList(made);
    return () => made.close();
    // The names of the users do not change while a page is shown.
  }, [text]);
  useEffect(
    () => (box.current === null ? undefined : onScrolledByPerson(box.current, () => follow(false))),
    [],
  );
  useSpoken(box, list, text, player, isFollowing);
  usePlaces(box, list, { places, place }, () => follow(false));
  useCommand("follow", () => follow(true));
  return (
    <>
      <section
        class="transcript-text"
        data-following={isFollowing}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls can be scrolled by keys
        tabIndex={0}
        aria-label="Words of the transcript"
        ref={box}
        onClick={(event) => go(wordOf(event.target))}
        onKeyDown={(event) => moveOrGo(event, list, go)}
      >
        <div lang={languageOf(language)} ref={holder} />
      </section>
      {player !== null && !isFollowing && (
        <button type="button" class="quiet" data-action="follow" onClick={() => follow(true)}>
          Follow what is played
        </button>
      )}
    </>
  );
}

// `und`: it is not known.
function languageOf(language: string): string | undefined {
  return /^[a-z]{2,3}(-|$)/i.test(language) && language !== "und" ? language : undefined;
}

type Box = { readonly current: HTMLElement | null };

function useSpoken(
  box: Box,
  list: TurnList | null,
  text: ShownTranscript,
  player: Player | null,
  isFollowing: boolean,
): void {
  useEffect(() => {
    const { current } = box;
    if (player === null || current === null || list === null) return undefined;
    const timeline = timelineOf(text);
    const lights = new Lights(list.elements, "spoken");
    let latest = -2;
    const show = (at: number) => {
      const word = latestWord(timeline, at);
      const isNew = isFollowing && word !== latest;
      const element = isNew ? list.element(word) : undefined;
      lights.show(wordsAt(timeline, at));
      if (isNew) latest = word;
      if (element !== undefined) showIn(current, element);
    };
    show(player.position);
    const off = player.onTime(show);
    return () => {
      off();
      lights.show([]);
    };
  }, [list, player, isFollowing]);
}

interface Found {
  readonly places: readonly Place[];
  readonly place: Place | null;
}

function usePlaces(box: Box, list: TurnList | null, { places, place }: Found, leave: () => void): void {
  useEffect(() => {
    if (list === null) return undefined;
    const lights = new Lights(list.elements, "found");
    lights.show(places.flatMap(numbersOf));
    const off = list.onMore(() => lights.again());
    return () => {
      off();
      lights.show([]);
    };
  }, [list, places]);
  useEffect(() => {
    const element = place === null ? undefined : list?.element(place.last) && list.element(place.first);
    if (list === null || place === null || !element || box.current === null) return undefined;
    const lights = new Lights(list.elements, "found-here");
    lights.show(numbersOf(place));
    leave();
    showIn(box.current, element);
    return () => lights.show([]);
  }, [list, place]);
}

function numbersOf({ first, last }: Place): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function wordOf(target: EventTarget | null): number {
  const word = target instanceof Element ? target.closest<HTMLElement>("[data-word]") : null;
  return word === null ? -1 : Number(word.dataset.word);
}

const STEPS: Readonly<Record<string, -1 | 1>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Of all words one is reached by the Tab key; from there the arrow keys lead to the others, Enter goes there. */
function moveOrGo(event: KeyboardEvent, list: TurnList | null, go: (word: number) => void): void {
  const word = wordOf(event.target);
  if (word < 0 || list === null) return;
  const step = STEPS[event.key];
  if (step !== undefined) moveTo(list, word, word + step);
  else if (event.key === "Enter") go(word);
  else return;
  event.preventDefault();
}

function moveTo(list: TurnList, from: number, to: number): void {
  const next = list.element(to);
  if (next === undefined) return;
  list.element(from)?.setAttribute("tabindex", "-1");
  next.tabIndex = 0;
  next.focus();
}
