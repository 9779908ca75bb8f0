import type { Problem } from "../api/problem";
import { Empty } from "../components/empty";

const SKELETON_ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Before the first answer: a placeholder, or why there is no answer. */
export function FirstReading({
  problem,
  retry,
}: {
  readonly problem: Problem | null;
  readonly retry: () => void;
}) {
  if (problem === null) return <Skeleton />;
  return (
    <Empty title={problem.title}>
      <p data-notice="problem">{problem.detail} Ringkeep keeps trying.</p>
      <button type="button" class="primary" data-action="retry" onClick={retry}>
        Try again now
      </button>
    </Empty>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" aria-busy="true">
      <p class="hidden-visually">Loading the status of the phones…</p>
      {SKELETON_ROWS.map((row) => (
        <div key={row} class="skeleton-row" />
      ))}
    </div>
  );
}
