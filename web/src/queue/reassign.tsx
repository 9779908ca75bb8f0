import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { NO_ERRORS } from "../components/form/errors";
import { SelectField, TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { ProblemNotice } from "../components/notice";
import type { Summary } from "./answers";
import { refusalOf } from "./problems";
import { Refused } from "./refused";
import { EVALUATIONS_KEY, ofRecordingQuery, reassign } from "./requests";
import { evaluatorChoices, personWords, scorecardWords } from "./words";

interface ReassignProps {
  readonly evaluation: Summary;
  readonly close: () => void;
}

/** Another evaluator, or another day, for an evaluation that no one has begun. An evaluator changes the day only. */
export function Reassign({ evaluation, close }: ReassignProps) {
  const { me, api } = useSignedIn();
  const queries = useQueryClient();
  const mayReassign = may(me, "evaluations.manage");
  const { data, error: unread } = useQuery({
    ...ofRecordingQuery(api, evaluation.recording),
    enabled: mayReassign,
  });
  const [evaluator, setEvaluator] = useState(evaluation.evaluator.id);
  const [due, setDue] = useState(evaluation.due ?? "");
  const { mutate, isPending, error } = useMutation(
    () => reassign(api, evaluation, { evaluator, due: due || null }),
    {
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: EVALUATIONS_KEY });
        close();
      },
    },
  );
  const isChanged = evaluator !== evaluation.evaluator.id || due !== (evaluation.due ?? "");
  return (
    <Dialog
      name="reassign"
      title={`${mayReassign ? "Reassign" : "Change the day:"} ${scorecardWords(evaluation)}`}
      close={close}
    >
      <p>Person evaluated: {personWords(evaluation, me.user_id)}</p>
      <ProblemNotice problem={unread} />
      <Refused refusal={refusalOf(error)} />
      <FormFrame
        action="Save"
        isBusy={isPending}
        isChanged={isChanged}
        errors={NO_ERRORS}
        submit={() => mutate(undefined)}
        cancel={close}
      >
        {mayReassign && (
          <SelectField
            name="evaluator"
            label="New evaluator"
            value={evaluator}
            choices={evaluatorChoices([evaluation.evaluator, ...(data?.evaluators ?? [])])}
            change={setEvaluator}
          />
        )}
        <TextField name="due" label="Due on" type="date" value={due} change={setDue} />
      </FormFrame>
    </Dialog>
  );
}
