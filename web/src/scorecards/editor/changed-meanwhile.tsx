import { By } from "../../components/form/conflict";
import { Notice } from "../../components/notice";
import type { Stored } from "../answers";
import { ChangeList } from "../change-list";
import { differences } from "../differences";
import type { Base, Edited } from "./use-edited";

interface ChangedMeanwhileProps {
  readonly stored: Stored;
  readonly edited: Edited;
  /** What is stored now. */
  readonly newest: Base;
}

/** Someone else has saved the scorecard since it was read: asks whose draft goes on. */
export function ChangedMeanwhile({ stored, edited, newest }: ChangedMeanwhileProps) {
  if (!edited.isChanged || newest.revision <= edited.base.revision) return null;
  return (
    <section class="conflict card" data-notice="conflict" aria-label="Changed by someone else">
      <Notice kind="stale-edit" tone="warning" isUrgent>
        <strong>Someone else changed this scorecard meanwhile, so yours was not saved.</strong>{" "}
        <By object={{ kind: "scorecard", id: stored.id }} />
      </Notice>
      <p>What is different in yours:</p>
      <ChangeList changes={differences(newest.scorecard, edited.scorecard)} />
      <div class="actions">
        <button type="button" class="primary" data-action="keep-mine" onClick={() => edited.setBase(newest)}>
          Keep mine: saving replaces theirs
        </button>
        <button type="button" class="quiet" data-action="take-theirs" onClick={() => edited.reset(newest)}>
          Take theirs: mine is discarded
        </button>
      </div>
    </section>
  );
}
