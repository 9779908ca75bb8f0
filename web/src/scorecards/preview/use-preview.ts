import { useCallback, useMemo, useState } from "preact/hooks";
import { useSignedIn } from "../../access/signed-in";
import type { Problem } from "../../api/problem";
import { useQuery } from "../../api/query";
import { queryOptions } from "../../api/query-client";
import { useSettled } from "../../components/form/search-field";
import type { ScorePreview } from "../answers";
import type { Scorecard } from "../content";
import { previewScore } from "../requests";
import { questionsOf } from "../tree";
import { type Answer, type Answers, fits } from "./answer";

export interface Preview {
  readonly scorecard: Scorecard;
  readonly answers: Answers;
  /** Always the same function. */
  readonly answer: (ref: string, answer: Answer | null) => void;
  readonly clear: () => void;
  /** What the server says; undefined before its first answer. */
  readonly result: ScorePreview | undefined;
  readonly problem: Problem | null;
  /** The result is not yet that of what is shown. */
  readonly isWaiting: boolean;
}

const PAUSE_MILLISECONDS = 400;

/** Answers to try a scorecard with, and what the server makes of them. Nothing is stored. */
export function usePreview(scorecard: Scorecard): Preview {
  const { api } = useSignedIn();
  const [given, setGiven] = useState<Answers>({});
  const answers = useMemo(() => fitting(scorecard, given), [scorecard, given]);
  const body = useMemo(() => ({ scorecard, answers }), [scorecard, answers]);
  const settled = useSettled(body, PAUSE_MILLISECONDS);
  const key = useMemo(() => JSON.stringify(settled), [settled]);
  const { data, error, isFetching } = useQuery(
    queryOptions(
      ["score-preview", key],
      () => previewScore(api, settled.scorecard, settled.answers),
      MOMENTARY,
    ),
  );
  const answer = useCallback(
    (ref: string, next: Answer | null) => setGiven((before) => withAnswer(before, ref, next)),
    [],
  );
  return {
    scorecard,
    answers,
    answer,
    clear: () => setGiven({}),
    result: data,
    problem: error,
    isWaiting: isFetching || settled !== body,
  };
}

// What was shown stays until the next answer. Each draft is asked about once and forgotten.
const MOMENTARY = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  placeholderData: (before: ScorePreview | undefined) => before,
};

/** Without the answers that the scorecard cannot have any more. */
function fitting(scorecard: Scorecard, given: Answers): Answers {
  const kept = questionsOf(scorecard).flatMap((question) => {
    const answer = given[question.ref];
    return answer !== undefined && fits(question, answer) ? [[question.ref, answer] as const] : [];
  });
  return Object.fromEntries(kept);
}

function withAnswer(before: Answers, ref: string, answer: Answer | null): Answers {
  const { [ref]: _, ...others } = before;
  return answer === null ? others : { ...others, [ref]: answer };
}
