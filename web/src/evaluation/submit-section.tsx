import { useEffect, useRef, useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { counted } from "../components/format";
import { Notice, ProblemNotice } from "../components/notice";
import { type Evaluation, mayDo } from "./answers";
import { useAtWork } from "./at-work";
import type { Missing } from "./completeness";
import type { DraftSaver } from "./draft-saver";
import { submit } from "./requests";

interface SubmitSectionProps {
  readonly evaluation: Evaluation;
  readonly saver: DraftSaver;
  readonly missing: readonly Missing[];
  /** The person has wanted to submit: what is missing is shown. */
  readonly isAsked: boolean;
  readonly ask: () => void;
  readonly goTo: (ref: string) => void;
  readonly finish: (evaluation: Evaluation) => void;
}

/** Submits, or says what is missing and leads there. */
export function SubmitSection(props: SubmitSectionProps) {
  const { evaluation, saver, missing, isAsked, ask, goTo, finish } = props;
  const { api } = useSignedIn();
  const { player } = useAtWork();
  const [isUnsaved, setUnsaved] = useState(false);
  const list = useRef<HTMLElement>(null);
  const { mutate, isPending, error } = useMutation(
    async (releases: boolean) => {
      if (!(await saver.flush())) return null;
      // With the submission the server notes how much of the call was listened to.
      await player?.report();
      const { revision } = saver.state.get().base;
      return submit(api, { id: evaluation.id, revision }, releases);
    },
    {
      onSuccess: (done) => {
        setUnsaved(done === null);
        if (done !== null) finish(done);
      },
    },
  );
  const isMissing = isAsked && missing.length > 0;
  useEffect(() => {
    if (isMissing) list.current?.focus();
  }, [isMissing]);
  const start = (releases: boolean) => {
    ask();
    if (missing.length === 0) mutate(releases);
    else list.current?.focus();
  };
  return (
    <section class="form-section submit" data-section="submit" aria-label="Submit">
      {isMissing && <MissingList missing={missing} goTo={goTo} list={list} />}
      {isUnsaved && (
        <Notice kind="not-submitted" tone="warning" isUrgent>
          <strong>This was not submitted.</strong> What you wrote is not saved yet.
        </Notice>
      )}
      <ProblemNotice problem={error} />
      <div class="actions">
        {evaluation.kind === "review" && (
          <button
            type="button"
            class="primary"
            data-action="submit-and-release"
            disabled={isPending}
            onClick={() => start(true)}
          >
            Submit and release
          </button>
        )}
        <button
          type="button"
          class={evaluation.kind === "review" ? "quiet" : "primary"}
          data-action="submit"
          disabled={isPending || !mayDo(evaluation, "submit")}
          onClick={() => start(false)}
        >
          {isPending ? "Submitting…" : "Submit"}
        </button>
      </div>
      <p class="muted">
        {evaluation.kind === "review"
          ? "The person who is evaluated sees it when it is released."
          : "It stands beside the evaluation of the evaluator."}
      </p>
    </section>
  );
}

interface MissingListProps extends Pick<SubmitSectionProps, "missing" | "goTo"> {
  readonly list: { readonly current: HTMLElement | null };
}

function MissingList({ missing, goTo, list }: MissingListProps) {
  return (
    <section class="missing" data-notice="missing" tabIndex={-1} ref={list} aria-label="What is missing">
      <p>
        <strong>{counted(missing.length, "thing is missing", "things are missing")}:</strong>
      </p>
      <ul>
        {missing.map(({ ref, title, what }) => (
          <li key={`${ref} ${what}`}>
            <button type="button" class="link" data-missing={ref} onClick={() => goTo(ref)}>
              {title}
            </button>{" "}
            {what === "answer" ? "has no answer" : "needs a comment"}
          </li>
        ))}
      </ul>
    </section>
  );
}
