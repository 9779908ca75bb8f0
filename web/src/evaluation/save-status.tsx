import { Notice, ProblemNotice } from "../components/notice";
import type { Scorecard } from "../scorecards/content";
import { answeredTo } from "./answer";
import type { Content } from "./answers";
import { type DraftState, isSame, isSameAnswered, type Status, statusOf } from "./draft-state";
import { questionsOf } from "./scorecard";
import { answerWords } from "./words";

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
      {status === "conflict" && (
        <button type="button" class="link" data-action="show-conflict" onClick={showConflict}>
          Choose
        </button>
      )}
      {status === "refused" && <ProblemNotice problem={state.problem} />}
    </div>
  );
}

/** The choice stands above the form, which may be scrolled far down. */
function showConflict(): void {
  const keep = document.querySelector<HTMLElement>("[data-notice=draft-conflict] .actions button");
  keep?.focus();
  keep?.scrollIntoView?.({ block: "center" });
}

interface ConflictProps {
  readonly scorecard: Scorecard;
  readonly state: DraftState;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
}

/** The same draft was changed in another tab or on another computer: the person decides. */
export function DraftConflict({ scorecard, state, takeTheirs, keepMine }: ConflictProps) {
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
      <Differences scorecard={scorecard} mine={state.content} theirs={theirs.content} />
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

interface DifferencesProps {
  readonly scorecard: Scorecard;
  readonly mine: Content;
  readonly theirs: Content;
}

/** What the person decides about: the questions that are not the same. */
function Differences({ scorecard, mine, theirs }: DifferencesProps) {
  const different = questionsOf(scorecard).filter(
    ({ ref }) => !isSameAnswered(answeredTo(mine.answers, ref), answeredTo(theirs.answers, ref)),
  );
  if (different.length === 0) return null;
  return (
    <ul class="differences">
      {different.map((question) => {
        const { ref, title } = question;
        return (
          <li key={ref} data-different={ref}>
            {title} <strong>Yours:</strong> {answerWords(question, answeredTo(mine.answers, ref).answer)}.{" "}
            <strong>The other:</strong> {answerWords(question, answeredTo(theirs.answers, ref).answer)}.
          </li>
        );
      })}
    </ul>
  );
}
