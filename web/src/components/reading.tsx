import type { Problem } from "../api/problem";
import "../styles/list.css";
import { Empty } from "./empty";

interface ReadingProps {
  readonly problem: Problem | null;
  readonly retry: () => void;
}

const SKELETON_ROWS = ["a", "b", "c", "d", "e", "f"];

/** Before the first answer: a placeholder, or why there is none. */
export function Reading({ problem, retry }: ReadingProps) {
  if (problem !== null) {
    return (
      <Empty title={problem.title}>
        <p data-notice="problem">{problem.detail}</p>
        <button type="button" class="primary" data-action="retry" onClick={retry}>
          Try again
        </button>
      </Empty>
    );
  }
  return (
    <div class="skeleton" aria-busy="true">
      <p class="hidden-visually">Loading…</p>
      {SKELETON_ROWS.map((row) => (
        <div key={row} class="skeleton-row" />
      ))}
    </div>
  );
}
