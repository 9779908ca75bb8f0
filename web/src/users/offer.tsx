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

/** Offers to import what was excluded while the person had no licence. */
export function OfferSection({ user }: { readonly user: User }) {
  const { api } = useSignedIn();
  const [since, setSince] = useState("");
  const { data: offer, error } = useQuery(
    queryOptions(["users", "offer", user.id, since], () => readOffer(api, user.id, since)),
  );
  const accept = useMutation((day: string) => acceptOffer(api, user.id, day));
  const count = offer?.recordings ?? 0;
  return (
    <Section name="offer" title="Excluded recordings" problem={accept.error ?? error}>
      <p role="status">{offer === undefined ? "Counting…" : offerWords(count, offer.complete)}</p>
      <TextField
        name="since"
        label="Since day"
        type="date"
        hint="Empty: as far back as RingCentral keeps recordings."
        value={since}
        change={setSince}
      />
      {accept.data === undefined ? (
        <button
          type="button"
          class="quiet"
          data-action="import-offer"
          disabled={count === 0 || accept.isPending}
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
  if (state === "failed") return "The import could not be started for all of them. Try again.";
  return total === null ? "The import has begun." : `${done} of ${total} are queued for import.`;
}
