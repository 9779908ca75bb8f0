/** The copy of a draft in this browser, as long as the server does not have all of it. */
import * as v from "valibot";
import { keptKey } from "../access/kept";
import { list, number, readJson, type Schema, text } from "../api/reading";
import { CONTENT } from "./answers";
import { type DraftState, firstState, hasChanges, withUnsure } from "./draft-state";

const COPY: Schema<Pick<DraftState, "base" | "content" | "unsure">> = v.object({
  base: v.object({ revision: number, content: CONTENT, isOpen: v.boolean() }),
  content: CONTENT,
  unsure: list(text),
});

/** Of one evaluation and one person. */
export class DraftCopy {
  private readonly key: string;
  private written: string | null = null;

  constructor(person: string, evaluation: string) {
    this.key = keptKey(person, `draft.${evaluation}`);
  }

  /** What was not stored when the page was last closed; null for nothing. */
  read(): DraftState | null {
    const kept = window.localStorage.getItem(this.key);
    if (kept === null) return null;
    this.written = kept;
    try {
      const copy = readJson(COPY, kept);
      return { ...firstState(copy.base), ...copy };
    } catch {
      // Another version of the console wrote it: what cannot be read cannot be saved.
      return null;
    }
  }

  keep(state: DraftState): void {
    if (!hasChanges(state) && state.theirs === null) this.remove();
    else this.write(state);
  }

  // Only what this page wrote or read: another tab may keep its own.
  remove(): void {
    const isMine = this.written !== null && window.localStorage.getItem(this.key) === this.written;
    if (isMine) window.localStorage.removeItem(this.key);
    this.written = null;
  }

  /** Whatever is there, of any tab: it was submitted. */
  discard(): void {
    window.localStorage.removeItem(this.key);
  }

  private write({ base, content, sent, unsure }: DraftState): void {
    const copy = { base, content, unsure: sent === null ? unsure : withUnsure(unsure, sent) };
    const text = JSON.stringify(copy);
    try {
      window.localStorage.setItem(this.key, text);
      this.written = text;
    } catch {
      // The browser's storage is full or forbidden: the page itself still has everything.
    }
  }
}
