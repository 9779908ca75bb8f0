import { useSignedIn } from "../../access/signed-in";
import type { ApiClient } from "../../api/client";
import type { Problem } from "../../api/problem";
import { useMutation } from "../../api/query";
import { useQueryClient } from "../../api/query-client";
import { Dialog } from "../../components/dialog";
import { isStale } from "../../components/form/conflict";
import { ProblemNotice } from "../../components/notice";
import type { Finding, Stored } from "../answers";
import { ChangeList } from "../change-list";
import type { Scorecard } from "../content";
import { differences } from "../differences";
import { activate, SCORECARDS_KEY, saveDraft, scorecardKey } from "../requests";
import type { Edited } from "./use-edited";

interface ActivateProps {
  readonly stored: Stored;
  readonly edited: Edited;
  readonly findings: readonly Finding[];
  readonly close: (said?: string) => void;
}

/** Says what activating means, and does it. What is not saved yet is saved first. */
export function Activate({ stored, edited, findings, close }: ActivateProps) {
  const errors = findings.filter(({ level }) => level === "error");
  const { mutate, isPending, error } = useActivation(stored, edited, close);
  const isReady = errors.length === 0;
  const number = stored.latest_version + 1;
  return (
    <Dialog name="activate" title={`Activate version ${number}?`} close={() => close()}>
      <ActivationProblem problem={error} />
      {isReady ? (
        <Meaning stored={stored} edited={edited} />
      ) : (
        <>
          <p>These mistakes keep the draft from becoming active:</p>
          <ChangeList changes={errors.map(({ sentence }) => sentence)} />
        </>
      )}
      <div class="actions">
        <button
          type="button"
          class="primary"
          data-action="confirm"
          disabled={!isReady || isPending}
          onClick={() => mutate(edited.scorecard)}
        >
          {edited.isChanged ? "Save and activate" : "Activate"}
        </button>
        <button type="button" class="quiet" data-action="cancel" onClick={() => close()}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function useActivation(stored: Stored, edited: Edited, close: (said?: string) => void) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const key = scorecardKey(stored.id);
  return useMutation((scorecard: Scorecard) => savedAndActivated(api, stored, edited, scorecard), {
    onSuccess: (answered, scorecard) => {
      edited.setBase({ scorecard, revision: answered.revision });
      queries.setQueryData(key, answered);
      void queries.invalidateQueries({ queryKey: [...SCORECARDS_KEY, "list"] });
      close(`Version ${answered.active_version} is active.`);
    },
    onError: (problem) => isStale(problem) && queries.invalidateQueries({ queryKey: key, exact: true }),
  });
}

async function savedAndActivated(
  api: ApiClient,
  { id }: Stored,
  { base, isChanged, setBase }: Edited,
  scorecard: Scorecard,
): Promise<Stored> {
  if (!isChanged) return activate(api, { id, revision: base.revision });
  const saved = await saveDraft(api, { id, revision: base.revision }, scorecard);
  // Also if activating is refused then: it is saved.
  setBase({ scorecard, revision: saved.revision });
  return activate(api, saved);
}

function Meaning({ stored, edited }: Pick<ActivateProps, "stored" | "edited">) {
  const { active, active_version, latest_version } = stored;
  return (
    <>
      <p>
        New evaluations use version {latest_version + 1} from now on. It never changes again: the next change
        begins a draft of version {latest_version + 2}.
        {active_version > 0 &&
          ` Evaluations that have begun keep the version they began with, such as version ${active_version}.`}
      </p>
      {active !== null && (
        <>
          <p>What changes:</p>
          <ChangeList changes={differences(active, edited.scorecard)} />
        </>
      )}
    </>
  );
}

/** Every reason of a refusal. */
function ActivationProblem({ problem }: { readonly problem: Problem | null }) {
  if (isStale(problem)) {
    return <p role="alert">Someone else changed this scorecard meanwhile. Close this to see what to do.</p>;
  }
  return (
    <>
      <ProblemNotice problem={problem} />
      {problem !== null && problem.errors.length > 1 && (
        <ChangeList changes={problem.errors.map(({ detail }) => detail)} />
      )}
    </>
  );
}
