import { Notice } from "../components/notice";
import type { Refusal } from "./problems";
import { evaluationAddress } from "./requests";

/** Why nothing was begun, with the way to the evaluation that there is already. */
export function Refused({ refusal }: { readonly refusal: Refusal | null }) {
  if (refusal === null) return null;
  return (
    <Notice kind="refused" tone="warning" isUrgent>
      <strong>This did not succeed.</strong> {refusal.sentence}{" "}
      {refusal.existing && (
        <a class="link" href={evaluationAddress(refusal.existing)} data-action="open-existing">
          Open it
        </a>
      )}
    </Notice>
  );
}
