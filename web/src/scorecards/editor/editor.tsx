import { useEffect, useMemo, useState } from "preact/hooks";
import { dateAndTime } from "../../components/format";
import { Notice } from "../../components/notice";
import type { Finding, Stored } from "../answers";
import type { Scorecard } from "../content";
import { ExampleScore } from "../preview/example-score";
import { PreviewForm } from "../preview/preview-form";
import { usePreview } from "../preview/use-preview";
import { MOST_QUESTIONS, MOST_SECTIONS, questionsOf, sectionsOf } from "../tree";
import { ChangedMeanwhile } from "./changed-meanwhile";
import { type Editing, EditingContext } from "./editing";
import { Findings } from "./findings";
import { AskBeforeLeaving } from "./leaving";
import { finished, mistakesIn } from "./mistakes";
import { Outline } from "./outline";
import { ScorecardForm } from "./scorecard-form";
import { Toolbar } from "./toolbar";
import { type Base, type Edited, useEdited } from "./use-edited";
import { useFocus } from "./use-focus";

interface EditorProps {
  readonly stored: Stored;
  /** The draft, or the version that a draft begins with. */
  readonly content: Scorecard;
}

/** The draft of a scorecard, with its form beside it as an evaluator will see it. */
export function Editor({ stored, content }: EditorProps) {
  const newest = { scorecard: content, revision: stored.revision };
  const edited = useEdited(stored.id, newest);
  useFollowing(edited, newest);
  const [opened, open] = useState<string | null>(null);
  const [undo, setUndo] = useState<Undo | null>(null);
  const focusOn = useFocus();
  const { scorecard } = edited;
  const mistakes = useMemo(() => mistakesIn(scorecard), [scorecard]);
  const preview = usePreview(useMemo(() => finished(scorecard), [scorecard]));
  const change = (next: Scorecard, said?: string) => {
    setUndo(said ? { said, before: scorecard } : null);
    edited.change(next);
  };
  const lead = (ref: string) => {
    if (ref === "") return focusOn("", '[data-form="scorecard"] input');
    open(ref);
    focusOn(ref);
  };
  const editing: Editing = { scorecard, change, opened, open, focusOn };
  const findings = useFindings(stored, edited, mistakes, preview.result?.findings);
  return (
    <EditingContext.Provider value={editing}>
      <AskBeforeLeaving isChanged={edited.isChanged} />
      <Toolbar stored={stored} edited={edited} mistakes={mistakes} findings={findings} lead={lead}>
        <UndoLine undo={undo} run={(before) => change(before)} />
      </Toolbar>
      <ChangedMeanwhile stored={stored} edited={edited} newest={newest} />
      <Restored edited={edited} discard={() => edited.reset(newest)} />
      <div class="editor">
        <div class="editor-main">
          <ScorecardForm />
          <Counts scorecard={scorecard} />
          <Outline />
        </div>
        <aside class="editor-preview card" aria-label="Preview">
          <div class="preview-head">
            <h2>Preview</h2>
            <ExampleScore preview={preview} />
          </div>
          <Findings findings={findings} isChecking={preview.result === undefined} lead={lead} />
          <PreviewForm preview={preview} />
        </aside>
      </div>
    </EditingContext.Provider>
  );
}

/** While nothing is typed, what someone else saved is shown. */
function useFollowing({ base, isChanged, reset }: Edited, newest: Base): void {
  const isNewer = newest.revision > base.revision;
  useEffect(() => {
    if (isNewer && !isChanged) reset(newest);
  }, [isNewer, isChanged]);
}

/** What is missing here, what the server found, and what it finds only beside the version before. */
function useFindings(
  stored: Stored,
  { isChanged }: Edited,
  mistakes: readonly { readonly ref: string; readonly sentence: string }[],
  previewed: readonly Finding[] = [],
): readonly Finding[] {
  const missing = mistakes.map((each): Finding => ({ ...each, level: "error" }));
  const beside = isChanged ? [] : stored.findings;
  const known = new Set(previewed.map(({ sentence }) => sentence));
  return [...missing, ...previewed, ...beside.filter(({ sentence }) => !known.has(sentence))];
}

interface Undo {
  readonly said: string;
  readonly before: Scorecard;
}

interface UndoLineProps {
  readonly undo: Undo | null;
  readonly run: (before: Scorecard) => void;
}

function UndoLine({ undo, run }: UndoLineProps) {
  return (
    <div class="undo">
      <p role="status">{undo?.said}</p>
      {undo && (
        <button type="button" class="quiet" data-action="undo" onClick={() => run(undo.before)}>
          Undo
        </button>
      )}
    </div>
  );
}

function Counts({ scorecard }: { readonly scorecard: Scorecard }) {
  const questions = questionsOf(scorecard);
  const weights = questions.filter((each) => !each.excluded_from_scoring).map(({ weight }) => weight || 0);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return (
    <p class="muted" data-counts>
      {questions.length} of at most {MOST_QUESTIONS} questions, {sectionsOf(scorecard).length} of at most{" "}
      {MOST_SECTIONS} sections
      {scorecard.scoring === "by_question" && `. The weights of the questions add up to ${shownSum(sum)}`}
    </p>
  );
}

/** Without the last digits that adding leaves. */
function shownSum(sum: number): string {
  return String(Number(sum.toFixed(6)));
}

interface RestoredProps {
  readonly edited: Edited;
  readonly discard: () => void;
}

function Restored({ edited, discard }: RestoredProps) {
  if (edited.restored === null) return null;
  return (
    <div class="conflict">
      <Notice kind="restored">
        You typed this on {dateAndTime(edited.restored)} and did not save it. This browser kept it.
      </Notice>
      <button type="button" class="quiet" data-action="discard-kept" onClick={discard}>
        Discard it
      </button>
    </div>
  );
}
