/** The two channels of the audio, each with a loudness of its own (Web Audio). */

export type CreateContext = () => AudioContext;

const CANNOT = "This browser cannot balance the two channels. Both are played as they were recorded.";

/** How loud each channel is for a balance from -1 to 1. */
export function loudnessOf(balance: number): readonly [first: number, second: number] {
  return [Math.min(1, 1 - balance), Math.min(1, 1 + balance)];
}

export class Balance {
  private gains: readonly GainNode[] | null = null;
  private context: AudioContext | null = null;

  constructor(
    private readonly audio: HTMLMediaElement,
    private readonly createContext: CreateContext = () => new AudioContext(),
  ) {}

  /** From the first change of the balance on, the sound takes the way through Web Audio. */
  get isUsed(): boolean {
    return this.gains !== null;
  }

  /** Returns why it is not possible; empty if it is. */
  set(balance: number): string {
    try {
      this.gains ??= this.connect();
    } catch {
      // Without Web Audio the element goes on playing by itself.
      return CANNOT;
    }
    for (const [channel, loudness] of loudnessOf(balance).entries()) {
      const gain = this.gains[channel]?.gain;
      if (gain !== undefined) gain.value = loudness;
    }
    return "";
  }

  /** A browser starts it only after the person has pressed something. */
  resume(): void {
    if (this.context?.state === "suspended") void this.context.resume().catch(() => undefined);
  }

  close(): void {
    void this.context?.close().catch(() => undefined);
  }

  private connect(): readonly GainNode[] {
    const context = this.createContext();
    const splitter = context.createChannelSplitter(2);
    const merger = context.createChannelMerger(2);
    const gains = [0, 1].map((channel) => {
      const gain = context.createGain();
      splitter.connect(gain, channel);
      gain.connect(merger, 0, channel);
      return gain;
    });
    context.createMediaElementSource(this.audio).connect(splitter);
    merger.connect(context.destination);
    this.context = context;
    this.resume();
    return gains;
  }
}
