import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Scorecard } from "../scorecards/content";
import { givenOf } from "./answer";
import type { Content } from "./answers";
import { type Missing, missingIn } from "./completeness";
import { enabledQuestions } from "./enablement";
import { type CommentName, questionId } from "./form-question";
import { type Scores, score } from "./scoring";

export interface FormState {
  /** The questions that appear, in the order of the form. */
  readonly enabled: ReadonlySet<string>;
  readonly scores: Scores;
  readonly missing: readonly Missing[];
  readonly current: string | null;
  readonly opened: ReadonlySet<string>;
  readonly choose: (ref: string) => void;
  /** Chooses a question and shows it. */
  readonly goTo: (ref: string) => void;
  readonly open: (ref: string, field: CommentName) => void;
}

/** What follows from the answers, and where the person is. */
export function useForm(scorecard: Scorecard, { answers }: Content): FormState {
  const given = useMemo(() => givenOf(answers), [answers]);
  const enabled = useMemo(() => enabledQuestions(scorecard, given), [scorecard, given]);
  const scores = useMemo(() => score(scorecard, given), [scorecard, given]);
  const missing = useMemo(() => missingIn(scorecard, answers), [scorecard, answers]);
  // The first question, so that a digit answers it at once. The focus stays where it is.
  const [chosen, choose] = useState<string | null>(null);
  const current = chosen !== null && enabled.has(chosen) ? chosen : firstOf(enabled);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [wanted, want] = useState<{ readonly ref: string; readonly field: CommentName } | null>(null);
  useLayoutEffect(() => {
    if (wanted === null) return;
    // The field is there now.
    focusIn(wanted.ref, `textarea[name=${wanted.field}]`);
    want(null);
  }, [wanted]);
  return {
    enabled,
    scores,
    missing,
    current,
    opened,
    choose,
    goTo: (ref) => {
      choose(ref);
      focusQuestion(document.getElementById(questionId(ref)));
    },
    open: (ref, field) => {
      choose(ref);
      setOpened((before) => new Set([...before, `${ref} ${field}`]));
      want({ ref, field });
    },
  };
}

function firstOf(enabled: ReadonlySet<string>): string | null {
  const [first = null] = enabled;
  return first;
}

/** Focuses the first such element in a question. */
export function focusIn(ref: string, selector: string): HTMLElement | null {
  const found = document.getElementById(questionId(ref))?.querySelector<HTMLElement>(selector) ?? null;
  found?.focus();
  return found;
}

/** The question as a whole takes the focus, so that it is read out, and a key leads on from there. */
export function focusQuestion(within: Element | null): void {
  const question = within?.querySelector<HTMLElement>("fieldset.question");
  if (!question) return;
  question.tabIndex = -1;
  question.focus({ preventScroll: true });
  question.scrollIntoView?.({ block: "nearest" });
}
