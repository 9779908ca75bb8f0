import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { NoticeIcon } from "./icons";

interface NoticeProps {
  /** For tests and styles: the notice's own word in `data-notice`. */
  readonly kind: string;
  readonly tone?: "warning" | "plain" | "done";
  /** Read out at once when it appears. */
  readonly isUrgent?: boolean;
  readonly children: ComponentChildren;
}

/** Something that the reader must know, beside what it is about. */
export function Notice({ kind, tone = "plain", isUrgent = false, children }: NoticeProps) {
  return (
    <p class={`notice notice-${tone}`} data-notice={kind} role={isUrgent ? "alert" : undefined}>
      <NoticeIcon /> <span>{children}</span>
    </p>
  );
}

/** Why something did not succeed, in the server's words. */
export function ProblemNotice({ problem }: { readonly problem: Problem | null }) {
  if (problem === null) return null;
  return (
    <Notice kind="problem" tone="warning" isUrgent>
      <strong>{problemTitle(problem)}</strong> {problem.detail}
    </Notice>
  );
}

/** HTTP's own phrases say little to a reader. */
function problemTitle({ status, title }: Problem): string {
  if (status === 403) return "You may not do this.";
  if (status === 404 || status === 410) return "It is no longer there.";
  if (status === 409 || status === 422 || status === 400) return "This did not succeed.";
  return `${title}.`;
}
