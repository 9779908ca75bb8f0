/** Plays the audio of one recording. It knows nothing of the page. */
import { type Problem, problemFrom } from "../api/problem";
import { createStore, type Store } from "../components/store";
import type { Balance } from "./balance";
import { type Listening, REPORT_MILLISECONDS } from "./listening";
import { isBufferedToEnd, isRefusal, NO_BALANCE, PRESS_AGAIN, UNPLAYABLE } from "./media";
import { type Part, partAt } from "./parts";
import type { PlayAccess } from "./play-access";
import { AT_FIRST, loopBetween, nextSpeed, type PlayerState, possibleSpeed } from "./player-state";

export interface PlayerPorts {
  /** With `crossOrigin`, without a source. */
  readonly audio: HTMLAudioElement;
  readonly access: PlayAccess;
  readonly listening: Listening;
  readonly balance: Balance;
  /** The length in seconds. */
  readonly length: number;
  readonly silence: readonly Part[];
  /** Called after the last second. */
  readonly ended: () => void;
}

type Patch = Partial<PlayerState>;

// A longer step between two looks at the position was a jump.
const LONGEST_STEP_SECONDS = 2;
const MOST_FAILURES = 3;
const RETRY_MILLISECONDS = 10_000;
const NEARLY_OVER_SECONDS = 0.1;
export class Player {
  readonly state: Store<PlayerState, Patch> = createStore(
    (state, patch) => ({ ...state, ...patch }),
    AT_FIRST,
  );
  private readonly listeners = new Set<(at: number) => void>();
  private readonly leave: (() => void)[] = [];
  /** The person wants to hear it, whatever the browser does meanwhile. */
  private wanted = false;
  /** The element will report a pause that the player itself has made. */
  private isHalting = false;
  /** Where to begin as soon as the audio is there. */
  private begin: number | null = 0;
  private last: number | null = null;
  private failures = 0;
  private url = "";
  private renewal: ReturnType<typeof setTimeout> | undefined;
  private reports: ReturnType<typeof setInterval> | undefined;
  private frame = 0;

  constructor(private readonly ports: PlayerPorts) {
    this.on("playing", () => this.began());
    this.on("pause", () => this.pausedByBrowser());
    this.on("ended", () => this.over());
    this.on("error", () => void this.recover());
    this.on("loadedmetadata", () => this.goToBegin());
    this.on("timeupdate", () => this.tick());
  }

  get length(): number {
    return this.ports.length;
  }

  /** Seconds from the beginning. */
  get position(): number {
    return this.begin ?? this.ports.audio.currentTime;
  }

  /** Calls back when the position changes. Returns the function that stops it. */
  onTime(listener: (at: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  toggle(): void {
    if (this.wanted) this.pause();
    else void this.play();
  }

  async play(): Promise<void> {
    this.wanted = true;
    if (this.position >= this.length - NEARLY_OVER_SECONDS) this.seek(0);
    this.patch({ status: "starting", problem: null });
    this.ports.balance.resume();
    try {
      this.use(await this.ports.access.address());
    } catch (error) {
      this.stop(problemFrom(error));
      return;
    }
    if (this.wanted) await this.start();
  }

  pause(): void {
    this.halt();
    this.paused();
  }

  seek(to: number): void {
    const at = Math.min(Math.max(0, to), this.length);
    this.last = at;
    if (this.ports.audio.readyState > 0) {
      this.begin = null;
      this.ports.audio.currentTime = at;
    } else this.begin = at;
    if (this.state.get().status === "ended") this.patch({ status: "paused" });
    this.notify(at);
  }

  moveBy(seconds: number): void {
    this.seek(this.position + seconds);
  }

  setSpeed(wished: number): void {
    const speed = possibleSpeed(wished);
    this.applySpeed(speed);
    this.patch({ speed });
  }

  changeSpeed(direction: -1 | 1): void {
    this.setSpeed(nextSpeed(this.state.get().speed, direction));
  }

  skipSilence(skipsSilence: boolean): void {
    this.patch({ skipsSilence });
  }

  /** The first of two moments between which the recording is repeated. */
  loopFrom(): void {
    this.patch({ loopFrom: this.position, loop: null });
  }

  loopTo(): void {
    const loop = loopBetween(this.state.get().loopFrom ?? 0, this.position);
    this.patch({ loop, loopFrom: null });
  }

  loopOff(): void {
    this.patch({ loop: null, loopFrom: null });
  }

  setBalance(balance: number): void {
    if (this.ports.audio.crossOrigin === null) this.patch({ balance: 0, balanceNote: NO_BALANCE });
    else this.patch({ balance, balanceNote: this.ports.balance.set(balance) });
  }

  /** Reports what was heard, also while the page is left. */
  report(): Promise<void> {
    return this.ports.listening.flush(true);
  }

  /** Reports what was heard and lets go of the audio. */
  close(): void {
    this.wanted = false;
    this.report();
    this.rest();
    for (const off of this.leave) off();
    this.unload();
    this.ports.balance.close();
    this.listeners.clear();
  }

  private on(name: string, listener: () => void): void {
    this.ports.audio.addEventListener(name, listener);
    this.leave.push(() => this.ports.audio.removeEventListener(name, listener));
  }

  private patch(patch: Patch): void {
    this.state.dispatch(patch);
  }

  /** The element begins again with another address, at the same position. */
  private use(url: string): void {
    if (url === this.url) return;
    this.begin = this.position;
    this.url = url;
    this.ports.audio.src = url;
    this.applySpeed(this.state.get().speed);
  }

  private applySpeed(speed: number): void {
    // Another source begins with the default speed.
    this.ports.audio.defaultPlaybackRate = speed;
    this.ports.audio.playbackRate = speed;
  }

  private goToBegin(): void {
    const { begin } = this;
    this.begin = null;
    if (begin !== null && begin > 0) this.ports.audio.currentTime = begin;
  }

  private async start(): Promise<void> {
    try {
      await this.ports.audio.play();
    } catch (error) {
      // Any other failure arrives as the element's own error, or was caused by another address.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.stop(PRESS_AGAIN);
    }
  }

  private began(): void {
    this.isHalting = false;
    if (!this.wanted) return;
    this.last = this.position;
    this.patch({ status: "playing", problem: null });
    this.renewLater(this.ports.access.left);
    this.reports ??= setInterval(() => void this.ports.listening.flush(), REPORT_MILLISECONDS);
    this.follow();
  }

  private halt(): void {
    this.isHalting ||= !this.ports.audio.paused;
    this.ports.audio.pause();
  }

  /** By a key of the keyboard or of the headset, or because another program needs the sound. */
  private pausedByBrowser(): void {
    const isOwn = this.isHalting || this.ports.audio.ended || this.ports.audio.readyState === 0;
    this.isHalting = false;
    if (!isOwn && this.wanted) this.paused();
  }

  private paused(): void {
    this.wanted = false;
    this.rest();
    if (this.state.get().status !== "stopped") this.patch({ status: "paused" });
    void this.ports.listening.flush();
  }

  private over(): void {
    this.tick();
    const { loop } = this.state.get();
    if (loop !== null) {
      this.seek(loop[0]);
      void this.start();
      return;
    }
    this.wanted = false;
    this.rest();
    this.patch({ status: "ended" });
    void this.ports.listening.flush();
    this.ports.ended();
  }

  private stop(problem: Problem): void {
    this.wanted = false;
    this.rest();
    this.unload();
    this.patch({ status: "stopped", problem });
  }

  private unload(): void {
    if (this.url === "") return;
    const at = this.position;
    this.url = "";
    this.halt();
    this.ports.audio.removeAttribute("src");
    this.ports.audio.load();
    this.begin = at;
  }

  private rest(): void {
    clearTimeout(this.renewal);
    clearInterval(this.reports);
    this.reports = undefined;
    cancelAnimationFrame(this.frame);
    this.last = null;
  }

  private renewLater(milliseconds: number): void {
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => void this.renew(), milliseconds);
  }

  /** Every renewal asks again whether the person may hear it. */
  private async renew(): Promise<void> {
    try {
      const url = await this.ports.access.renewed();
      if (!this.wanted) return;
      // What the browser has until the end needs no other address.
      if (isBufferedToEnd(this.ports.audio)) this.renewLater(this.ports.access.left);
      else {
        this.use(url);
        await this.start();
      }
    } catch (error) {
      const problem = problemFrom(error);
      if (isRefusal(problem)) this.stop(problem);
      else this.renewLater(RETRY_MILLISECONDS);
    }
  }

  /** After an error: another address; then without the part that other hosts must allow. */
  private async recover(): Promise<void> {
    if (this.url === "") return;
    this.failures += 1;
    if (this.failures >= MOST_FAILURES) {
      this.failures = 0;
      this.stop(UNPLAYABLE);
      return;
    }
    if (this.failures === MOST_FAILURES - 1 && !this.ports.balance.isUsed) this.giveUpBalance();
    try {
      this.use(await this.ports.access.renewed());
      if (this.wanted) await this.start();
    } catch (error) {
      this.stop(problemFrom(error));
    }
  }

  private giveUpBalance(): void {
    this.begin = this.position;
    this.ports.audio.removeAttribute("crossorigin");
    this.patch({ balanceNote: NO_BALANCE });
  }

  private follow(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.tick();
      if (this.wanted) this.follow();
    });
  }

  private tick(): void {
    const { audio } = this.ports;
    if (audio.readyState === 0 || audio.seeking) return;
    const at = this.position;
    const step = this.last === null ? 0 : at - this.last;
    if (step > 0 && step < LONGEST_STEP_SECONDS) this.heard(at - step, at);
    this.last = at;
    if (this.wanted && this.jump(at)) return;
    this.notify(at);
  }

  private heard(from: number, to: number): void {
    this.failures = 0;
    this.ports.listening.heard(from, to);
  }

  /** Back to the beginning of the loop, or over a silence. */
  private jump(at: number): boolean {
    const { loop, skipsSilence } = this.state.get();
    if (loop !== null && at >= loop[1]) {
      this.seek(loop[0]);
      return true;
    }
    const silence = skipsSilence && loop === null ? partAt(this.ports.silence, at) : null;
    if (silence === null || silence[1] - at < NEARLY_OVER_SECONDS) return false;
    this.seek(silence[1]);
    return true;
  }

  private notify(at: number): void {
    for (const listener of this.listeners) listener(at);
  }
}
