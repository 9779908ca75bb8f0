/** The address of the audio: asked for when it is first needed, and renewed before it ends. */
import { Problem } from "../api/problem";
import type { AudioAddress, Play } from "./answers";

export interface PlayRequests {
  start(): Promise<Play>;
  renew(play: string): Promise<AudioAddress>;
}

const LONGEST_MILLISECONDS = 5 * 60_000;
// This computer's clock may be ahead of the server's.
const SHORTEST_MILLISECONDS = 60_000;
const MARGIN_MILLISECONDS = 45_000;

/** Throws what the requests throw: the server's reason why there is no (more) audio. */
export class PlayAccess {
  private play: string | null = null;
  private url = "";
  private renewAt = 0;
  private pending: Promise<string> | null = null;

  constructor(
    private readonly requests: PlayRequests,
    private readonly now: () => number = Date.now,
  ) {}

  /** The play that listened parts belong to; null before the first one. */
  get id(): string | null {
    return this.play;
  }

  /** How long the address is good for without being renewed, in milliseconds. */
  get left(): number {
    return Math.max(0, this.renewAt - this.now());
  }

  /** An address that is good for a while. */
  async address(): Promise<string> {
    return this.left > 0 ? this.url : this.renewed();
  }

  /** A new address of the same play; a forgotten play becomes a new one. */
  renewed(): Promise<string> {
    this.pending ??= this.asked().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  private async asked(): Promise<string> {
    return this.keep(this.play === null ? await this.started() : await this.renewedOrStarted(this.play));
  }

  private async renewedOrStarted(play: string): Promise<AudioAddress> {
    try {
      return await this.requests.renew(play);
    } catch (error) {
      if (error instanceof Problem && error.code === "play_unknown") return this.started();
      throw error;
    }
  }

  private async started(): Promise<AudioAddress> {
    const play = await this.requests.start();
    this.play = play.play;
    return play;
  }

  private keep({ url, expires_at }: AudioAddress): string {
    const lifetime = Date.parse(expires_at) - this.now();
    const sure = Math.min(LONGEST_MILLISECONDS, Math.max(SHORTEST_MILLISECONDS, lifetime || 0));
    this.renewAt = this.now() + sure - MARGIN_MILLISECONDS;
    this.url = url;
    return url;
  }
}
