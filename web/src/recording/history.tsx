import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { actionWords } from "../audit/words";
import { dateAndTime } from "../components/format";
import { ProblemNotice } from "../components/notice";
import { reasonWords, stateWords } from "../recordings/words";
import type { Details, Step, Use } from "./answers";
import { readUses, recordingKey } from "./requests";

/** What became of the recording, and who heard it. */
export function History({ details }: { readonly details: Details }) {
  const { me } = useSignedIn();
  return (
    <section class="card" data-section="history" aria-labelledby="history-heading">
      <h2 id="history-heading">History</h2>
      <ol class="entries">
        {details.history.map((step, index) => (
          <li key={`${step.at}${index}`} data-step={step.state}>
            {step.sentence || stepWords(step)}
            {step.at && <span class="second-line">{dateAndTime(step.at)}</span>}
          </li>
        ))}
      </ol>
      {may(me, "audit.see") && <Uses recording={details.recording} />}
    </section>
  );
}

function stepWords({ state, reason }: Step): string {
  return [stateWords(state), reasonWords(reason)].filter(Boolean).join(": ");
}

/** For someone who may read the audit log. */
function Uses({ recording }: { readonly recording: string }) {
  const { api } = useSignedIn();
  const list = useCursorList<Use>([...recordingKey(recording), "uses"], (cursor) =>
    readUses(api, recording, cursor),
  );
  return (
    <>
      <h3>Who used it</h3>
      <ProblemNotice problem={list.problem} />
      {!list.isPending && list.problem === null && list.items.length === 0 && (
        <p class="muted">No one has played or downloaded it.</p>
      )}
      <ol class="entries" data-uses>
        {list.items.map(({ at, user, action }, index) => (
          <li key={`${at}${index}`} data-use={action}>
            {user.name || user.id}: {actionWords(action)}
            {at && <span class="second-line">{dateAndTime(at)}</span>}
          </li>
        ))}
      </ol>
      {list.hasMore && (
        <button
          type="button"
          class="quiet"
          data-action="more-uses"
          disabled={list.isReading}
          onClick={list.more}
        >
          {list.isReading ? "Reading…" : "Show more"}
        </button>
      )}
    </>
  );
}
