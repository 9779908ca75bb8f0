import { stateWords } from "../recordings/words";
import type { Details } from "./answers";
import { timeWords } from "./words";

export function BackToRecordings() {
  return (
    <a class="quiet" href="/recordings" data-action="back-to-recordings">
      Back to the recordings
    </a>
  );
}

/** What stands beside the heading. */
export function Head({ details }: { readonly details: Details }) {
  return (
    <>
      <span class="muted">{timeWords(details)}</span>
      <span class={`badge recording-${details.state}`} data-state={details.state}>
        {stateWords(details.state)}
      </span>
      <div class="page-actions">
        <BackToRecordings />
      </div>
    </>
  );
}
