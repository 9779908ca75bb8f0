import { may } from "../../access/rights";
import { useSignedIn } from "../../access/signed-in";
import type { Problem } from "../../api/problem";
import { useQuery } from "../../api/query";
import { queryOptions } from "../../api/query-client";
import { latestChange } from "../../audit/requests";
import { actorWords } from "../../audit/words";
import { dateAndTime } from "../format";
import { Notice } from "../notice";

interface ConflictProps {
  readonly problem: Problem | null;
  /** What the audit log calls the kind of thing that is edited, and its id. */
  readonly object: { readonly kind: string; readonly id: string };
  readonly isReading: boolean;
  readonly readAgain: () => void;
}

export function isStale(problem: Problem | null): boolean {
  return problem?.status === 412;
}

/** Someone else has changed the same meanwhile: says who, and reads it again. What was typed stays. */
export function Conflict({ problem, object, isReading, readAgain }: ConflictProps) {
  if (!isStale(problem)) return null;
  return (
    <div class="conflict" data-notice="conflict">
      <Notice kind="stale-edit" tone="warning" isUrgent>
        <strong>This was changed meanwhile, so your change was not saved.</strong> <By object={object} /> Read
        it again: what you typed stays, and you can save it then.
      </Notice>
      <button type="button" class="primary" data-action="read-again" disabled={isReading} onClick={readAgain}>
        {isReading ? "Reading…" : "Read again"}
      </button>
    </div>
  );
}

/** Only for someone who may read the audit log. */
export function By({ object }: Pick<ConflictProps, "object">) {
  const { me, api } = useSignedIn();
  const { data } = useQuery(
    queryOptions(["audit", "latest", object.kind, object.id], () => latestChange(api, object), {
      enabled: may(me, "audit.see"),
      staleTime: 0,
    }),
  );
  if (!data?.at) return null;
  return <>{`${actorWords(data)} changed it on ${dateAndTime(data.at)}.`}</>;
}
