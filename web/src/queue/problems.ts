import * as v from "valibot";
import type { Problem } from "../api/problem";
import { type Named, REFUSAL } from "./answers";

/** Why an evaluation could not be begun or assigned, in words that say what to do. */
export interface Refusal {
  readonly sentence: string;
  /** The evaluation that there is already; empty for none. */
  readonly existing: string;
  /** Who took part, when the server cannot tell who is meant. */
  readonly candidates: readonly Named[];
}

const SENTENCES: Readonly<Record<string, string>> = {
  not_licensed:
    "This person has no Evaluation licence. An administrator can give it to them under Configuration, Users.",
  evaluation_exists: "There is such an evaluation of this call already.",
  scorecard_not_active:
    "The scorecard is not active any more. Choose another one, or have it activated under Evaluation, Scorecards.",
  evaluates_themself: "No one evaluates their own call. Choose another evaluator.",
  evaluated_unclear: "Several people took part in the call. Choose whom to evaluate.",
  wrong_state: "It has been begun meanwhile, so it keeps its evaluator.",
};

export function refusalOf(problem: Problem | null): Refusal | null {
  if (problem === null) return null;
  const codes = [problem.code, ...problem.errors.map(({ code }) => code)];
  const known = codes.find((code) => SENTENCES[code] !== undefined);
  const said = problem.errors.map(({ detail }) => detail).join(" ") || problem.detail || problem.title;
  const read = v.safeParse(REFUSAL, problem.body);
  const { id, candidates } = read.success ? read.output : { id: "", candidates: [] };
  return {
    sentence: (known !== undefined && SENTENCES[known]) || said,
    existing: known === "evaluation_exists" ? id : "",
    candidates: known === "evaluated_unclear" ? candidates : [],
  };
}
