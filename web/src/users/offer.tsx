import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import type { ApiClient } from "../api/client";
import { useMutation, useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { TextField } from "../components/form/fields";
import { counted } from "../components/format";
import type { Job, User } from "./answers";
import { Section } from "./change-section";
import { acceptOffer, readJob, readOffer } from "./requests";

const POLL_MILLISECONDS = 2_000;
// RingCentral keeps a recording for about so long.
const KEPT_DAYS = 90;

/** A day so many days ago, as text. */
function dayBefore(days: number, now = Date.now()): string {
  return new Date(now - days * 86_400_000).toISOString().slice(0, 10);
}

interface OfferSectionProps {
  readonly user: User;
  /** The licence was given just now, so that the offer is what the person wants to see. */
  readonly isFresh: boolean;
}

/** Offers to import what was excluded while the person had no licence. */
export function OfferSection({ user, isFresh }: OfferSectionProps) {
  const { api } = useSignedIn();
  const [typed, setTyped] = useState("");
  const since = typed || dayBefore(KEPT_DAYS);
  const { data: offer, error } = useQuery(
    queryOptions(["users", "offer", user.id, since], () => readOffer(api, user.id, since)),
  );
  const accept = useMutation((day: string) => acceptOffer(api, user.id, day));
  const count = offer?.recordings ?? 0;
  return (
    <Section name="offer" title="Excluded recordings" problem={accept.error ?? error} isFresh={isFresh}>
      {error === null && (
        <p role="status">{offer === undefined ? "Counting…" : offerWords(count, offer.complete)}</p>
      )}
      <TextField
        name="since"
        label="Since day"
        type="date"
        hint={`Empty: the last ${KEPT_DAYS} days, for which RingCentral keeps recordings.`}
        value={typed}
        change={setTyped}
      />
      {accept.data === undefined ? (
        <button
          type="button"
          class="quiet"
          data-action="import-offer"
          disabled={accept.isPending || (count === 0 && offer?.complete !== false)}
          onClick={() => accept.mutate(offer?.since ?? since)}
        >
          Import them
        </button>
      ) : (
        <JobProgress api={api} started={accept.data} />
      )}
    </Section>
  );
}

function offerWords(count: number, complete: boolean): string {
  if (count === 0 && !complete)
    return "None was found so far; there are many recordings, and the import looks at all.";
  if (count === 0) return "No recording of this person was excluded for want of a licence.";
  const number = counted(count, "recording", "recordings");
  const more = complete ? "" : " or more";
  return `${number}${more} of this person ${count === 1 ? "was" : "were"} excluded because no participant had a licence.`;
}

function JobProgress({ api, started }: { readonly api: ApiClient; readonly started: Job }) {
  const { data: job = started } = useQuery(
    queryOptions(["jobs", started.id], () => readJob(api, started.id), {
      refetchInterval: (query) => (isOver(query.state.data) ? false : POLL_MILLISECONDS),
    }),
  );
  return (
    <div data-job={job.state}>
      {job.total !== null && job.total > 0 && (
        <progress max={job.total} value={job.done} aria-label="Recordings that are queued for import" />
      )}
      <p role="status">{jobWords(job)}</p>
    </div>
  );
}

function isOver(job: Job | undefined): boolean {
  return job !== undefined && ["done", "failed", "cancelled"].includes(job.state);
}

function jobWords({ state, done, total }: Job): string {
  if (state === "done") return `${counted(done, "recording is", "recordings are")} queued for import.`;
  if (state === "cancelled") return "The import was stopped: the licence is gone again.";
  if (state === "failed") return "The import could not be started for all of them. Try again.";
  return total === null ? "The import has begun." : `${done} of ${total} are queued for import.`;
}
