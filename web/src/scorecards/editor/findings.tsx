import { counted } from "../../components/format";
import type { Finding } from "../answers";

interface FindingsProps {
  /** The server has not said yet what it finds. */
  readonly isChecking?: boolean;
  readonly findings: readonly Finding[];
  /** Leads to the section or question; to the scorecard itself for an empty reference id. */
  readonly lead: (ref: string) => void;
}

/** What is wrong with a draft: each sentence leads to its place. */
export function Findings({ findings, isChecking = false, lead }: FindingsProps) {
  const errors = findings.filter(({ level }) => level === "error");
  const warnings = findings.filter(({ level }) => level !== "error");
  return (
    <section class="findings" aria-label="Mistakes" data-findings={findings.length}>
      <p role="status">{standingWords(errors.length, isChecking)}</p>
      <FindingList findings={errors} kind="error" lead={lead} />
      <FindingList findings={warnings} kind="warning" lead={lead} />
    </section>
  );
}

function standingWords(errors: number, isChecking: boolean): string {
  if (errors > 0) return counted(errors, "mistake keeps", "mistakes keep", " it from becoming active.");
  return isChecking ? "Checking…" : "Nothing keeps it from becoming active.";
}

const MOST_SHOWN = 50;

function FindingList({
  findings,
  kind,
  lead,
}: Omit<FindingsProps, "isChecking"> & { readonly kind: "error" | "warning" }) {
  if (findings.length === 0) return null;
  return (
    <>
      {kind === "warning" && <p class="muted">Worth a look:</p>}
      <ul class="mistakes">
        {findings.slice(0, MOST_SHOWN).map(({ ref, sentence }) => (
          <li key={`${ref} ${sentence}`} data-finding={kind}>
            <button type="button" class="link" onClick={() => lead(ref)}>
              {sentence}
            </button>
          </li>
        ))}
      </ul>
      {findings.length > MOST_SHOWN && <p class="muted">And {findings.length - MOST_SHOWN} more.</p>}
    </>
  );
}
