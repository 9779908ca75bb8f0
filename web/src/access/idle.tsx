/** Signs out after a time without activity, and warns a minute before. */
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../components/dialog";
import { counted } from "../components/format";
import { idleFor, noteActivity } from "./activity";

export interface IdleProps {
  readonly minutes: number;
  readonly signOut: () => void;
}

const WARNING_MILLISECONDS = 60_000;
const CHECK_MILLISECONDS = 1_000;
// Every key that is pressed need not be written down.
const NOTE_MILLISECONDS = 5_000;
const ACTIVITIES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/**
 * The time of the last activity is shared by the tabs of a browser: work in one keeps all signed in. While the warning
 * is shown only an answer to it counts, so that a mouse that is bumped does not hide it.
 */
export function IdleWatch({ minutes, signOut }: IdleProps) {
  const limit = minutes * 60_000;
  const [left, setLeft] = useState(limit);
  const isWarning = left <= Math.min(WARNING_MILLISECONDS, limit / 2);
  useEffect(() => {
    const timer = setInterval(() => setLeft(limit - idleFor()), CHECK_MILLISECONDS);
    return () => clearInterval(timer);
  }, [limit]);
  useEffect(() => (isWarning ? undefined : noteActivities()), [isWarning]);
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) signOut();
  }, [isOver, signOut]);
  if (!isWarning || isOver) return null;
  const stay = () => {
    noteActivity();
    setLeft(limit);
  };
  return <Warning seconds={Math.ceil(left / 1000)} minutes={minutes} stay={stay} signOut={signOut} />;
}

function noteActivities(): () => void {
  let notedAt = 0;
  const note = () => {
    const now = Date.now();
    if (now - notedAt < NOTE_MILLISECONDS) return;
    notedAt = now;
    noteActivity(now);
  };
  for (const activity of ACTIVITIES) window.addEventListener(activity, note, { passive: true });
  return () => {
    for (const activity of ACTIVITIES) window.removeEventListener(activity, note);
  };
}

interface WarningProps {
  readonly seconds: number;
  readonly minutes: number;
  readonly stay: () => void;
  readonly signOut: () => void;
}

function Warning({ seconds, minutes, stay, signOut }: WarningProps) {
  return (
    <Dialog name="idle" title="Are you still there?" close={stay}>
      <p>
        Nothing has been done for {counted(minutes - 1, "minute", "minutes")}. You will be signed out in{" "}
        <span class="countdown">{counted(seconds, "second", "seconds")}</span>.
      </p>
      <div class="actions">
        <button type="button" class="primary" data-action="stay" onClick={stay}>
          Stay signed in
        </button>
        <button type="button" class="quiet" onClick={signOut}>
          Sign out now
        </button>
      </div>
    </Dialog>
  );
}
