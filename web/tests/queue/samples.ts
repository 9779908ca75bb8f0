/** Answers about evaluations as the API gives them. */
import { ANNA_ID, MIA_ID } from "../people/samples";

export const ME = "0123456789abcdef0123456789abcdef";
export const ANNA = { id: ANNA_ID, name: "Anna Lee" };
export const MIA = { id: MIA_ID, name: "Mia Stone" };
export const RECORDING = "main:809646016:7602012008";

export function aSummary(changes: object = {}) {
  return {
    id: "e-1",
    kind: "review",
    state: "assigned",
    revision: 1,
    scorecard: { id: "s-1", title: "Support call", version: 2 },
    recording: RECORDING,
    service: "main",
    evaluated: ANNA,
    evaluator: { id: ME, name: "Pat Person" },
    assigned_by: MIA,
    due: "2026-11-30",
    created_at: "2026-11-20T08:00:00Z",
    submitted_at: null,
    released_at: null,
    score: null,
    category: "",
    failed_by: "",
    open_disputes: 0,
    listened: null,
    ...changes,
  };
}

export function aReleased(changes: object = {}) {
  return aSummary({
    id: "e-2",
    state: "released",
    evaluator: MIA,
    due: null,
    submitted_at: "2026-11-21T08:00:00Z",
    released_at: "2026-11-22T08:00:00Z",
    score: 87.5,
    category: "Exceeds",
    listened: 0.62,
    ...changes,
  });
}

const NONE = { items: [], more: false };

export function someTasks(changes: object = {}) {
  return { to_write: NONE, to_release: NONE, to_acknowledge: NONE, to_answer: NONE, ...changes };
}

export const SCORECARDS = {
  items: [
    { id: "s-1", title: "Support call", state: "active" },
    { id: "s-2", title: "Sales call", state: "active" },
  ],
  next: null,
};

export function ofRecording(changes: object = {}) {
  return {
    items: [aReleased()],
    people: [
      { ...ANNA, licensed: true },
      { ...MIA, licensed: false },
    ],
    evaluators: [{ id: "u-3", name: "Eva Long" }],
    scorecards: SCORECARDS.items,
    ...changes,
  };
}
