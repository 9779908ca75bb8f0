/** Saves a draft by itself: a moment after the last change, when the page is left, and again after a failure. */
import { type Problem, problemFrom } from "../api/problem";
import { createStore, type Store } from "../components/store";
import {
  type DraftEvent,
  type DraftState,
  type Edit,
  firstState,
  hasChanges,
  isDue,
  mayPass,
  reduceDraft,
  type Stored,
} from "./draft-state";

export interface DraftPorts {
  /** Throws what the request throws. */
  readonly save: (state: DraftState, isLeaving: boolean) => Promise<Stored>;
  readonly read: () => Promise<Stored>;
  /** Called after each change, with the copy in this browser as its purpose. */
  readonly keep: (state: DraftState) => void;
  /** Called with each stored revision. */
  readonly stored: (stored: Stored) => void;
}

export const PAUSE_MILLISECONDS = 1_500;
/** Someone who writes without a pause is saved now and then, too. */
export const LONGEST_MILLISECONDS = 10_000;
const FIRST_RETRY_MILLISECONDS = 3_000;
const LONGEST_RETRY_MILLISECONDS = 60_000;

export class DraftSaver {
  readonly state: Store<DraftState, DraftEvent>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waitingSince: number | null = null;
  private failures = 0;
  private running: Promise<void> | null = null;
  private isStopped = false;

  /** `kept` is what was not stored when the page was last closed. */
  constructor(
    private readonly ports: DraftPorts,
    stored: Stored,
    kept: DraftState | null = null,
  ) {
    const first = kept === null ? firstState(stored) : reduceDraft(kept, { name: "seen", stored });
    this.state = createStore(reduceDraft, first);
    this.state.subscribe(() => {
      // The copy belongs to the page that is open now.
      if (!this.isStopped) ports.keep(this.state.get());
    });
    ports.keep(first);
    if (isDue(first)) this.saveLater(PAUSE_MILLISECONDS);
  }

  edit(edit: Edit): void {
    this.state.dispatch({ name: "edited", edit });
    this.waitingSince ??= Date.now();
    const left = this.waitingSince + LONGEST_MILLISECONDS - Date.now();
    this.saveLater(Math.max(0, Math.min(PAUSE_MILLISECONDS, left)));
  }

  /** The server's version was read for another reason, such as a hint of another tab. */
  seen(stored: Stored): void {
    this.state.dispatch({ name: "seen", stored });
  }

  takeTheirs(): void {
    this.state.dispatch({ name: "took-theirs" });
  }

  keepMine(): void {
    this.state.dispatch({ name: "kept-mine" });
    this.saveLater(0);
  }

  /** Saves at once what is not stored. True if everything is. A page that is left cannot wait for another save. */
  async flush(isLeaving = false): Promise<boolean> {
    this.cancel();
    if (this.running !== null && !isLeaving) await this.running;
    // What was typed during a save needs another one.
    for (let turn = 0; turn < 3 && this.hasWork; turn += 1) await this.save(isLeaving);
    return this.isStored;
  }

  get isStored(): boolean {
    const state = this.state.get();
    return !hasChanges(state) && state.theirs === null && state.sent === null;
  }

  /** Tries again at once, for example because the network is back. */
  retry(): void {
    this.failures = 0;
    this.saveLater(0);
  }

  /** Nothing more is saved: the page is closed, or it was submitted. */
  stop(): void {
    this.isStopped = true;
    this.cancel();
  }

  private get hasWork(): boolean {
    const state = this.state.get();
    const mayTry = state.problem === null || mayPass(state.problem);
    return state.isStale || (isDue(state) && mayTry);
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private saveLater(milliseconds: number): void {
    this.cancel();
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.save(false);
    }, milliseconds);
  }

  private save(isLeaving: boolean): Promise<void> {
    if (this.isStopped) return Promise.resolve();
    if (this.state.get().isStale) return this.once(() => this.reread());
    if (!isDue(this.state.get())) return Promise.resolve();
    return this.once(() => this.send(isLeaving));
  }

  private once(work: () => Promise<void>): Promise<void> {
    this.running ??= work().finally(() => {
      this.running = null;
      if (this.timer === undefined && this.hasWork) this.saveLater(this.pause());
    });
    return this.running;
  }

  private async send(isLeaving: boolean): Promise<void> {
    const before = this.state.get();
    this.waitingSince = null;
    this.state.dispatch({ name: "sent" });
    try {
      const stored = await this.ports.save(before, isLeaving);
      this.failures = 0;
      this.state.dispatch({ name: "stored", revision: stored.revision });
      this.ports.stored(stored);
    } catch (error) {
      await this.notSaved(problemFrom(error));
    }
  }

  // 409: it is no draft any more. What the server has says more than its refusal.
  private async notSaved(problem: Problem): Promise<void> {
    if (problem.status !== 412 && problem.status !== 409) {
      if (mayPass(problem)) this.failures += 1;
      this.state.dispatch({ name: "failed", problem });
      return;
    }
    this.state.dispatch({ name: "stale" });
    await this.reread();
  }

  private async reread(): Promise<void> {
    const before = this.state.get().base.revision;
    try {
      const stored = await this.ports.read();
      // A server that has nothing newer, and still refuses, is not asked all the time.
      this.failures = stored.revision > before ? 0 : this.failures + 1;
      this.state.dispatch({ name: "seen", stored });
    } catch {
      this.failures += 1;
    }
  }

  /** Before the next save: longer after each failure. */
  private pause(): number {
    if (this.failures === 0) return PAUSE_MILLISECONDS;
    return Math.min(LONGEST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** (this.failures - 1));
  }
}
