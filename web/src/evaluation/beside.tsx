import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { evaluationAddress } from "../queue/requests";
import { nameWords } from "../queue/words";
import { type Answer, chosenIn } from "../scorecards/preview/answer";
import type { Evaluation } from "./answers";
import type { Beside } from "./read-sections";
import { evaluationKey, readEvaluation } from "./requests";
import { titleWords } from "./words";

/** The evaluation of the same call by the other side; null while there is none to compare. */
export function useOther({ other }: Pick<Evaluation, "other">): Evaluation | null {
  const { api } = useSignedIn();
  const id = other ?? "";
  const { data } = useQuery(
    queryOptions(evaluationKey(id), () => readEvaluation(api, id), { enabled: other !== null }),
  );
  return other === null ? null : (data ?? null);
}

/** Answers can be compared if the scorecard is the same, also in another version. */
export function besideOf(evaluation: Evaluation, other: Evaluation | null): Beside | null {
  if (other === null || other.scorecard.id !== evaluation.scorecard.id) return null;
  return { here: sideWords(evaluation), there: sideWords(other), answers: other.answers };
}

function sideWords({ kind, evaluator }: Evaluation): string {
  const name = nameWords(evaluator);
  return kind === "self" ? `${name}, self-evaluation` : name;
}

/** The way to the other evaluation. */
export function OtherLink({ other, isBeside }: { readonly other: Evaluation; readonly isBeside: boolean }) {
  return (
    <p class="muted" data-other={other.id}>
      {isBeside ? "The answers of both stand side by side. " : "There is another one, by another scorecard. "}
      <a href={evaluationAddress(other.id)}>{titleWords(other)}</a>
    </p>
  );
}

export function isDifferent(one: Answer | null, other: Answer | null): boolean {
  return comparable(one) !== comparable(other);
}

function comparable(answer: Answer | null): string {
  if (answer === null) return "";
  if (answer.StringValues) return JSON.stringify([...chosenIn(answer)].sort());
  return JSON.stringify([
    answer.StringValue,
    answer.NumericValue,
    answer.DateTimeValue,
    answer.NotApplicable,
  ]);
}
