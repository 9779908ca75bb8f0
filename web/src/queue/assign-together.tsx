import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import type { ApiClient } from "../api/client";
import { problemFrom } from "../api/problem";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { NO_ERRORS } from "../components/form/errors";
import { SelectField, TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { counted } from "../components/format";
import { ProblemNotice } from "../components/notice";
import { identifierOf, type Recording } from "../recordings/answers";
import { RefusedList } from "../recordings/refused-list";
import { ScorecardField } from "./new-evaluation";
import { refusalOf } from "./problems";
import { addEvaluation, EVALUATIONS_KEY, type NewEvaluation, ofRecordingQuery } from "./requests";
import { evaluatorChoices } from "./words";

interface TogetherProps {
  readonly recordings: readonly Recording[];
  readonly close: () => void;
}

interface Result {
  readonly recording: string;
  readonly errors: readonly { readonly detail: string }[];
}

type Wanted = Omit<NewEvaluation, "recording">;

/** Asks an evaluator to evaluate several recordings: of each the only user who took part. */
export function AssignTogether({ recordings, close }: TogetherProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const ids = recordings.map(identifierOf);
  const { data: known, error: unread } = useQuery(ofRecordingQuery(api, ids[0] ?? ""));
  const [scorecard, setScorecard] = useState("");
  const [evaluator, setEvaluator] = useState("");
  const [due, setDue] = useState("");
  const [done, setDone] = useState(0);
  const { mutate, isPending, data } = useMutation(
    () => assignEach(api, ids, { scorecard, evaluator, ...(due && { due }) }, setDone),
    { onSuccess: () => queries.invalidateQueries({ queryKey: EVALUATIONS_KEY }) },
  );
  const title = `Assign ${counted(recordings.length, "recording", "recordings")} for evaluation`;
  if (data !== undefined) {
    return (
      <Dialog name="assign" title={title} close={close}>
        <Assigned results={data} recordings={recordings} close={close} />
      </Dialog>
    );
  }
  return (
    <Dialog name="assign" title={title} close={close}>
      <ProblemNotice problem={unread} />
      <FormFrame
        action="Assign"
        isBusy={isPending}
        isChanged={scorecard !== "" && evaluator !== ""}
        errors={NO_ERRORS}
        submit={() => mutate(undefined)}
        cancel={close}
      >
        <ScorecardField scorecards={known?.scorecards ?? []} value={scorecard} change={setScorecard} />
        <SelectField
          name="evaluator"
          label="Evaluator"
          value={evaluator}
          choices={[
            { value: "", label: "Choose an evaluator" },
            ...evaluatorChoices(known?.evaluators ?? []),
          ]}
          change={setEvaluator}
        />
        <TextField name="due" label="Due on (optional)" type="date" value={due} change={setDue} />
        <p class="muted">
          The user who took part in a call is evaluated. A call in which several took part is assigned on its
          own page.
        </p>
        {isPending && <progress max={recordings.length} value={done} aria-label="Recordings done" />}
      </FormFrame>
    </Dialog>
  );
}

/** One after the other: what was assigned before a failure stays assigned. */
async function assignEach(
  api: ApiClient,
  ids: readonly string[],
  wanted: Wanted,
  progress: (done: number) => void,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const recording of ids) {
    const refused = await addEvaluation(api, { ...wanted, recording }).then(
      () => null,
      (error: unknown) => refusalOf(problemFrom(error)),
    );
    results.push({ recording, errors: refused ? [{ detail: refused.sentence }] : [] });
    progress(results.length);
  }
  return results;
}

interface AssignedProps extends TogetherProps {
  readonly results: readonly Result[];
}

function Assigned({ results, recordings, close }: AssignedProps) {
  const refused = results.filter(({ errors }) => errors.length > 0).length;
  return (
    <>
      <p role="status" data-result="assigned">
        {counted(results.length - refused, "recording is", "recordings are", " assigned")}
        {refused > 0 && `, ${refused} refused`}.
      </p>
      <RefusedList label="Not assigned" items={results} recordings={recordings} />
      <button type="button" class="primary" data-action="finish" onClick={close}>
        Close
      </button>
    </>
  );
}
