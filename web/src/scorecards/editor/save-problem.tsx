import type { Problem } from "../../api/problem";
import { ProblemNotice } from "../../components/notice";
import type { Scorecard } from "../content";
import { itemAt } from "../tree";

interface SaveProblemProps {
  readonly problem: Problem | null;
  readonly scorecard: Scorecard;
  readonly lead: (ref: string) => void;
}

/** Why the draft was not saved: each sentence leads to its place. */
export function SaveProblem({ problem, scorecard, lead }: SaveProblemProps) {
  if (problem === null || problem.errors.length === 0) return <ProblemNotice problem={problem} />;
  return (
    <div role="alert" data-notice="not-saved">
      <p>
        <strong>The draft was not saved.</strong>
      </p>
      <ul class="mistakes">
        {problem.errors.map(({ field, detail }) => (
          <li key={`${field} ${detail}`}>
            <button type="button" class="link" onClick={() => lead(refAt(scorecard, field))}>
              {placeWords(scorecard, field)}
              {detail}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** `sections.0.items.2.weight` as the reference id of the third item; empty for the scorecard itself. */
export function refAt(scorecard: Scorecard, field: string): string {
  const path = [...field.matchAll(/(?:^sections|\.items)\.(\d+)/g)].map(([, index]) => Number(index));
  return itemAt(scorecard, path)?.ref ?? "";
}

function placeWords(scorecard: Scorecard, field: string): string {
  const path = [...field.matchAll(/(?:^sections|\.items)\.(\d+)/g)].map(([, index]) => Number(index));
  const name = field.split(".").at(-1)?.replaceAll("_", " ");
  const title = itemAt(scorecard, path)?.title;
  return `${title ? `“${title}”, ` : ""}${name ? `${name}: ` : ""}`;
}
