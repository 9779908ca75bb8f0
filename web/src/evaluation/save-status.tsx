import { Notice, ProblemNotice } from "../components/notice";
import { type DraftState, isSame, type Status, statusOf } from "./draft-state";

const WORDS: Readonly<Record<Status, string>> = {
  saved: "Saved",
  waiting: "Not saved yet",
  saving: "Saving…",
  offline: "Not saved: no connection. It is kept in this browser and saved as soon as possible.",
  refused: "Not saved",
  conflict: "Not saved: changed elsewhere",
};

const NO_ANSWER =
  "Not saved: Ringkeep could not store it. It is kept in this browser and saved as soon as possible.";
const NOTHING = { answers: {}, comment: "", private: "" };

function wordsOf(state: DraftState): string {
  const status = statusOf(state);
  if (status === "saved" && isSame(state.base.content, NOTHING)) return "Nothing written yet";
  return status === "offline" && state.problem?.status !== 0 ? NO_ANSWER : WORDS[status];
}

interface SaveStatusProps {
  readonly state: DraftState;
  readonly retry: () => void;
}

/** Whether the draft is stored. It is read out only when something is wrong, and when that is over. */
export function SaveStatus({ state, retry }: SaveStatusProps) {
  const status = statusOf(state);
  const isCalm = status === "waiting" || status === "saving";
  return (
    <div class="save-status" data-save={status}>
      <p aria-live={isCalm ? "off" : "polite"}>{wordsOf(state)}</p>
      {status === "offline" && (
        <button type="button" class="link" data-action="save-now" onClick={retry}>
          Try now
        </button>
      )}
      {status === "refused" && <ProblemNotice problem={state.problem} />}
    </div>
  );
}

interface ConflictProps {
  readonly state: DraftState;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
}

/** The same draft was changed in another tab or on another computer: the person decides. */
export function DraftConflict({ state, takeTheirs, keepMine }: ConflictProps) {
  const { theirs } = state;
  if (theirs === null) return null;
  return (
    <div class="conflict" data-notice="draft-conflict">
      <Notice kind="stale-edit" tone="warning" isUrgent>
        {theirs.isOpen ? (
          <>
            <strong>This was changed elsewhere.</strong> In another window there are other answers or
            comments. Keep yours: what you changed here replaces the other, and the rest comes from there. Or
            take the other as it is.
          </>
        ) : (
          <>
            <strong>This was submitted elsewhere.</strong> What you changed here since then cannot be saved
            any more.
          </>
        )}
      </Notice>
      <div class="actions">
        {theirs.isOpen && (
          <button type="button" class="primary" data-action="keep-mine" onClick={keepMine}>
            Keep mine
          </button>
        )}
        <button type="button" class="quiet" data-action="take-theirs" onClick={takeTheirs}>
          {theirs.isOpen ? "Take the other" : "Show what was submitted"}
        </button>
      </div>
    </div>
  );
}
