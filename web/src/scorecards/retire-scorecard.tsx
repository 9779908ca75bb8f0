import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Confirm } from "../components/dialog";
import { isStale } from "../components/form/conflict";
import { ProblemNotice } from "../components/notice";
import type { Stored, Summary } from "./answers";
import { retire, SCORECARDS_KEY, scorecardKey } from "./requests";

interface RetireProps {
  readonly scorecard: Summary;
  readonly close: (said?: string) => void;
  readonly retired?: (stored: Stored) => void;
}

export function RetireScorecard({ scorecard, close, retired }: RetireProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const readAgain = () => queries.invalidateQueries({ queryKey: SCORECARDS_KEY });
  const { mutate, isPending, error } = useMutation(() => retire(api, scorecard), {
    onSuccess: async (stored) => {
      queries.setQueryData(scorecardKey(stored.id), stored);
      await readAgain();
      retired?.(stored);
      close(`${scorecard.title} was retired.`);
    },
    // Someone else changed it: what is shown behind the question is read again.
    onError: (problem) => isStale(problem) && readAgain(),
  });
  return (
    <Confirm
      title={`Retire ${scorecard.title}?`}
      action="Retire"
      isDangerous
      isBusy={isPending}
      confirm={() => mutate(undefined)}
      cancel={() => close()}
    >
      <ProblemNotice problem={error} />
      <p>
        No new evaluation begins with it. Its versions and evaluations stay, and open evaluations can be
        finished. Activating a draft makes it active again.
      </p>
    </Confirm>
  );
}
