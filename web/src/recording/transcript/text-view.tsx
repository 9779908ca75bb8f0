/** The words of a transcript. They are rendered once; what is spoken changes their classes only. */
import { Component, createRef } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Person } from "../answers";
import { useCommand } from "../commands";
import type { Player } from "../player";
import { momentWords } from "../words";
import { onScrolledByPerson, showIn } from "./following";
import { Lights } from "./lights";
import type { Place } from "./search";
import { speakerNumbers, speakerWords } from "./speakers";
import type { ShownTranscript, ShownTurn } from "./text";
import { latestWord, timelineOf, wordsAt } from "./timeline";

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

/** The text in a box of its own, which follows what is played. */
export function TextView({ text, users, language, player, places, place }: TextViewProps) {
  const box = useRef<HTMLElement>(null);
  const [isFollowing, follow] = useState(true);
  const go = (word: number) => {
    const start = text.words[word]?.start;
    if (start === undefined) return;
    player?.seek(start);
    follow(true);
  };
  useSpoken(box, text, player, isFollowing);
  useEffect(
    () => (box.current === null ? undefined : onScrolledByPerson(box.current, () => follow(false))),
    [],
  );
  usePlaces(box, places, place, () => follow(false));
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
        onKeyDown={(event) => moveOrGo(event, go)}
      >
        <Turns text={text} users={users} language={language} />
      </section>
      {player !== null && !isFollowing && (
        <button type="button" class="quiet" data-action="follow" onClick={() => follow(true)}>
          Follow what is played
        </button>
      )}
    </>
  );
}

type Box = { readonly current: HTMLElement | null };

function elementsOf(box: Box): readonly HTMLElement[] {
  return [...(box.current?.querySelectorAll<HTMLElement>("[data-word]") ?? [])];
}

function useSpoken(box: Box, text: ShownTranscript, player: Player | null, isFollowing: boolean): void {
  useEffect(() => {
    const { current } = box;
    if (player === null || current === null) return undefined;
    const elements = elementsOf(box);
    const timeline = timelineOf(text);
    const lights = new Lights(elements, "spoken");
    let latest = -2;
    const show = (at: number) => {
      lights.show(wordsAt(timeline, at));
      const word = latestWord(timeline, at);
      if (!isFollowing || word === latest) return;
      latest = word;
      if (elements[word] !== undefined) showIn(current, elements[word]);
    };
    show(player.position);
    const off = player.onTime(show);
    return () => {
      off();
      lights.show([]);
    };
  }, [text, player, isFollowing]);
}

function usePlaces(box: Box, places: readonly Place[], place: Place | null, leave: () => void): void {
  useEffect(() => {
    const lights = new Lights(elementsOf(box), "found");
    lights.show(places.flatMap(numbersOf));
    return () => lights.show([]);
  }, [places]);
  useEffect(() => {
    const elements = elementsOf(box);
    const lights = new Lights(elements, "found-here");
    lights.show(place === null ? [] : numbersOf(place));
    const element = place === null ? undefined : elements[place.first];
    if (element !== undefined && box.current !== null) {
      leave();
      showIn(box.current, element);
    }
    return () => lights.show([]);
  }, [place]);
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
function moveOrGo(event: KeyboardEvent, go: (word: number) => void): void {
  const { target, currentTarget, key } = event;
  const word = wordOf(target);
  if (word < 0 || !(currentTarget instanceof HTMLElement)) return;
  const step = STEPS[key];
  if (step !== undefined) moveTo(currentTarget, word, word + step);
  else if (key === "Enter") go(word);
  else return;
  event.preventDefault();
}

function moveTo(box: HTMLElement, from: number, to: number): void {
  const next = box.querySelector<HTMLElement>(`[data-word="${to}"]`);
  if (next === null) return;
  box.querySelector(`[data-word="${from}"]`)?.setAttribute("tabindex", "-1");
  next.tabIndex = 0;
  next.focus();
}

interface TurnsProps {
  readonly text: ShownTranscript;
  readonly users: readonly Person[];
  readonly language: string;
}

/** Never rendered twice for the same text. */
class Turns extends Component<TurnsProps> {
  readonly list = createRef<HTMLOListElement>();

  override shouldComponentUpdate(next: TurnsProps): boolean {
    return next.text !== this.props.text || next.language !== this.props.language;
  }

  override render({ text, users, language }: TurnsProps) {
    const numbers = speakerNumbers(text.turns.map(({ turn }) => turn));
    return (
      <ol ref={this.list} lang={languageOf(language)}>
        {text.turns.map((turn, index) => (
          <TurnLine
            key={turn.first}
            turn={turn}
            speaker={speakerWords(turn.turn, users)}
            number={numbers[index] ?? 0}
          />
        ))}
      </ol>
    );
  }
}

// `und`: it is not known.
function languageOf(language: string): string | undefined {
  return /^[a-z]{2,3}(-|$)/i.test(language) && language !== "und" ? language : undefined;
}

interface TurnLineProps {
  readonly turn: ShownTurn;
  readonly speaker: string;
  readonly number: number;
}

function TurnLine({ turn, speaker, number }: TurnLineProps) {
  const { words, joint, first } = turn;
  return (
    <li class={`turn speaker-${number % 4}`} data-turn={first}>
      <p class="speaker">
        <span data-speaker>{speaker}</span> <span class="moment">{momentWords(turn.turn.start)}</span>
      </p>
      <p class="said-words" dir="auto">
        {words.map((word, index) => [
          index > 0 ? joint : "",
          // biome-ignore lint/a11y/useSemanticElements: thousands of buttons would break the lines of the text
          <span
            key={first + index}
            class="word"
            role="button"
            data-word={first + index}
            tabIndex={first + index === 0 ? 0 : -1}
          >
            {word.text}
          </span>,
        ])}
      </p>
    </li>
  );
}
