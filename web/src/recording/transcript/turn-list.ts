/** The words of a transcript as elements: built at once for a screen, and the rest a little at a time. */
import type { Person } from "../answers";
import { momentWords } from "../words";
import { speakerNumbers, speakerWords } from "./speakers";
import type { ShownTranscript, ShownTurn } from "./text";

const COLOURS = 4;
const WORDS_AT_FIRST = 1_500;
const WORDS_AT_ONCE = 4_000;
// The browser leaves out the blocks that are out of view: many small ones would cost more than they save.
const TURNS_OF_BLOCK = 40;

/** Where a text and its speakers come from. */
interface Source {
  readonly text: ShownTranscript;
  readonly users: readonly Person[];
}

/** A list may have a hundred thousand words: no framework compares them, and the page can be used meanwhile. */
export class TurnList {
  /** The elements of the words that are built, by their numbers. */
  readonly elements: HTMLElement[] = [];
  private readonly numbers: readonly number[];
  private built = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly list: HTMLElement,
    private readonly source: Source,
  ) {
    this.numbers = speakerNumbers(source.text.turns.map(({ turn }) => turn));
    list.replaceChildren();
    this.build(WORDS_AT_FIRST);
    this.elements[0]?.setAttribute("tabindex", "0");
    this.buildRest();
  }

  /** Calls back when more words are there. Returns the function that stops it. */
  onMore(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The element of a word, which is built now if it is not there yet. */
  element(word: number): HTMLElement | undefined {
    if (word >= this.elements.length) this.build(word + 1);
    return this.elements[word];
  }

  close(): void {
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  private buildRest(): void {
    if (this.built >= this.source.text.turns.length) return;
    this.timer = setTimeout(() => {
      this.build(this.elements.length + WORDS_AT_ONCE);
      for (const listener of this.listeners) listener();
      this.buildRest();
    });
  }

  private build(words: number): void {
    const { turns } = this.source.text;
    while (this.built < turns.length && this.elements.length < words) {
      const block = element("ol", "turns");
      for (const turn of turns.slice(this.built, this.built + TURNS_OF_BLOCK)) {
        block.append(this.line(turn, this.numbers[this.built] ?? 0));
        this.built += 1;
      }
      this.list.append(block);
    }
  }

  private line(turn: ShownTurn, number: number): HTMLElement {
    const line = element("li", `turn speaker-${number % COLOURS}`);
    const speaker = element("p", "speaker");
    const name = element("span", "name", speakerWords(turn.turn, this.source.users));
    speaker.append(name, " ", element("span", "moment", momentWords(turn.turn.start)));
    const words = element("p", "said-words");
    words.dir = "auto";
    for (const [index, word] of turn.words.entries()) {
      if (index > 0) words.append(turn.joint);
      const span = element("span", "word", word.text);
      span.dataset.word = String(turn.first + index);
      this.elements.push(span);
      words.append(span);
    }
    line.append(speaker, words);
    return line;
  }
}

function element(tag: string, name: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  if (text !== "") made.textContent = text;
  return made;
}
