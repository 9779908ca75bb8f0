import type { Item } from "../content";
import { isSection } from "../content";
import { useEditing } from "./editing";
import { withNewRef } from "./refs";

/** Shows the reference id, which stays when the title changes. */
export function RefField({ item }: { readonly item: Item }) {
  const { scorecard, change, open, focusOn } = useEditing();
  const renew = () => {
    const renewed = withNewRef(scorecard, item);
    change(renewed.scorecard, `The reference id is ${renewed.ref} now.`);
    open(renewed.ref);
    focusOn(renewed.ref, '[data-action="new-ref"]');
  };
  return (
    <div class="ref">
      <p>
        Reference id <code>{item.ref}</code>
      </p>
      <details>
        <summary>What is it?</summary>
        <p class="field-hint">
          It was made from the first title and stays when the title changes, so that the history of the{" "}
          {isSection(item) ? "section" : "question"} goes on. Give another question another one: its history
          begins with it.
        </p>
        <button type="button" class="quiet" data-action="new-ref" onClick={renew}>
          Make a new reference id from the title
        </button>
      </details>
    </div>
  );
}
