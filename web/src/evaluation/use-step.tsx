import { useSignedIn } from "../access/signed-in";
import type { ApiClient } from "../api/client";
import type { Problem } from "../api/problem";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { isStale } from "../components/form/conflict";
import { Notice, ProblemNotice } from "../components/notice";
import type { Evaluation } from "./answers";
import { evaluationKey } from "./requests";

/** A step of an evaluation, such as its release: `run` takes it. */
export function useStep<Given>(
  request: (api: ApiClient, given: Given) => Promise<Evaluation>,
  changed: (evaluation: Evaluation) => void,
) {
  const { api } = useSignedIn();
  return useMutation((given: Given) => request(api, given), { onSuccess: changed });
}

interface StepProblemProps {
  readonly problem: Problem | null;
  readonly evaluation: Pick<Evaluation, "id">;
  readonly reset: () => void;
}

/** Why a step did not succeed. If the evaluation was changed meanwhile, it is read again first. */
export function StepProblem({ problem, evaluation, reset }: StepProblemProps) {
  const queries = useQueryClient();
  if (!isStale(problem)) return <ProblemNotice problem={problem} />;
  const readAgain = () => {
    void queries.invalidateQueries({ queryKey: evaluationKey(evaluation.id) }).then(reset);
  };
  return (
    <div class="conflict" data-notice="conflict">
      <Notice kind="stale-edit" tone="warning" isUrgent>
        <strong>The evaluation was changed meanwhile, so nothing was done.</strong> Read it again: what you
        typed stays.
      </Notice>
      <button type="button" class="primary" data-action="read-again" onClick={readAgain}>
        Read again
      </button>
    </div>
  );
}
