import { useState } from "preact/hooks";
import { SelectField } from "../components/form/fields";
import { ProblemNotice } from "../components/notice";
import { useStore } from "../components/store";
import { recordingAddress } from "./address";
import { useCommand } from "./commands";
import type { Player } from "./player";
import { SPEEDS, type Status } from "./player-state";
import { useAtTime } from "./use-player";
import { momentWords } from "./words";

interface ControlsProps {
  readonly player: Player;
  readonly recording: string;
  readonly channels: number;
  /** False if there is no silence to skip. */
  readonly hasSilence: boolean;
}

const STEP_SECONDS = 5;
const FAR_SECONDS = 15;

/** Every button has a key; the list of keys names them. */
export function Controls({ player, recording, channels, hasSilence }: ControlsProps) {
  const { status, problem, skipsSilence, balanceNote } = useStore(player.state);
  usePlayerKeys(player);
  return (
    <div class="controls" data-status={status}>
      <div class="control-row">
        <PlayButton status={status} toggle={() => player.toggle()} />
        <button type="button" class="quiet" data-action="back" onClick={() => player.moveBy(-STEP_SECONDS)}>
          −{STEP_SECONDS} s
        </button>
        <button type="button" class="quiet" data-action="forward" onClick={() => player.moveBy(STEP_SECONDS)}>
          +{STEP_SECONDS} s
        </button>
        <Position player={player} />
        <Speed player={player} />
        {hasSilence && (
          <label class="check">
            <input
              type="checkbox"
              name="skip-silence"
              checked={skipsSilence}
              onChange={(event) => player.skipSilence(event.currentTarget.checked)}
            />
            <span>Skip silence</span>
          </label>
        )}
      </div>
      <div class="control-row">
        <Loop player={player} />
        {channels > 1 && <BalanceControl player={player} />}
        <CopyLink player={player} recording={recording} />
      </div>
      {balanceNote !== "" && <p class="muted">{balanceNote}</p>}
      <ProblemNotice problem={problem} />
    </div>
  );
}

function usePlayerKeys(player: Player): void {
  useCommand("play", () => player.toggle());
  useCommand("back", () => player.moveBy(-STEP_SECONDS));
  useCommand("forward", () => player.moveBy(STEP_SECONDS));
  useCommand("far-back", () => player.moveBy(-FAR_SECONDS));
  useCommand("far-forward", () => player.moveBy(FAR_SECONDS));
  useCommand("to-start", () => player.seek(0));
  useCommand("to-end", () => player.seek(player.length));
  useCommand("slower", () => player.changeSpeed(-1));
  useCommand("faster", () => player.changeSpeed(1));
  useCommand("normal-speed", () => player.setSpeed(1));
  useCommand("skip-silence", () => player.skipSilence(!player.state.get().skipsSilence));
  useCommand("loop-from", () => player.loopFrom());
  useCommand("loop-to", () => player.loopTo());
  useCommand("loop-off", () => player.loopOff());
}

const PLAY_WORDS: Readonly<Record<Status, string>> = {
  idle: "Play",
  starting: "Starting…",
  playing: "Pause",
  paused: "Play",
  ended: "Play again",
  stopped: "Play",
};

function PlayButton({ status, toggle }: { readonly status: Status; readonly toggle: () => void }) {
  return (
    <button type="button" class="primary play" data-action="play" onClick={toggle}>
      {PLAY_WORDS[status]}
    </button>
  );
}

function Position({ player }: { readonly player: Player }) {
  const at = useAtTime(player, momentWords);
  return (
    <span class="position" data-position>
      {at} / {momentWords(player.length)}
    </span>
  );
}

function Speed({ player }: { readonly player: Player }) {
  const { speed } = useStore(player.state);
  return (
    <SelectField
      name="speed"
      label="Speed"
      value={String(speed)}
      choices={SPEEDS.map((value) => ({ value: String(value), label: `${value} ×` }))}
      change={(value) => player.setSpeed(Number(value))}
    />
  );
}

/** One button for each step: where the part begins, where it ends, and no part any more. */
function Loop({ player }: { readonly player: Player }) {
  const { loop, loopFrom } = useStore(player.state);
  return (
    <div class="loop" data-looping={loop !== null}>
      <button type="button" class="quiet" data-action="loop-from" onClick={() => player.loopFrom()}>
        Repeat from here
      </button>
      {loopFrom !== null && (
        <button type="button" class="quiet" data-action="loop-to" onClick={() => player.loopTo()}>
          From {momentWords(loopFrom)} to here
        </button>
      )}
      {loop !== null && (
        <button type="button" class="quiet" data-action="loop-off" onClick={() => player.loopOff()}>
          Stop repeating {momentWords(loop[0])} to {momentWords(loop[1])}
        </button>
      )}
    </div>
  );
}

function BalanceControl({ player }: { readonly player: Player }) {
  const { balance } = useStore(player.state);
  return (
    <label class="balance">
      <span>Balance</span>
      <span aria-hidden="true">1</span>
      <input
        type="range"
        name="balance"
        min={-1}
        max={1}
        step={0.1}
        value={balance}
        aria-valuetext={balanceWords(balance)}
        onInput={(event) => player.setBalance(Number(event.currentTarget.value))}
      />
      <span aria-hidden="true">2</span>
    </label>
  );
}

function balanceWords(balance: number): string {
  if (Math.abs(balance) < 0.05) return "Both channels";
  return balance < 0 ? "More of channel 1" : "More of channel 2";
}

/** A link to the present moment, for someone who may see the recording. */
function CopyLink({ player, recording }: Pick<ControlsProps, "player" | "recording">) {
  const [said, say] = useState("");
  const copy = async () => {
    const link = `${window.location.origin}${recordingAddress(recording, player.position)}`;
    try {
      await navigator.clipboard.writeText(link);
      say(`The link to ${momentWords(player.position)} was copied.`);
    } catch {
      // The browser allows it only on safe pages, and only where the person has allowed it.
      say(link);
    }
  };
  useCommand("copy-link", () => void copy());
  return (
    <>
      <button type="button" class="quiet" data-action="copy-link" onClick={() => void copy()}>
        Copy a link to this moment
      </button>
      <span role="status" class="copied">
        {said}
      </span>
    </>
  );
}
