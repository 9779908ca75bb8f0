import { RECORDING } from "../recording/samples";
import { aScorecard } from "../scorecards/samples";

export const ID = "3c2d1e0f4a3b5a4b8c7d6e5f4a3b2c1d";
export const AGENT = { id: "u-agent", name: "Ben Moss" };
export const EVALUATOR = { id: "0123456789abcdef0123456789abcdef", name: "Eva Stone" };

/** As the API answers it: assigned to the person who is signed in. */
export function anEvaluation(changes: object = {}) {
  return {
    id: ID,
    kind: "review",
    state: "assigned",
    revision: 1,
    scorecard: { id: "s-1", title: "Support call", version: 1 },
    recording: RECORDING,
    service: "main",
    evaluated: AGENT,
    evaluator: EVALUATOR,
    assigned_by: EVALUATOR,
    due: "2026-11-30",
    created_at: "2026-11-26T08:00:00Z",
    submitted_at: null,
    released_at: null,
    score: null,
    category: "",
    failed_by: null,
    open_disputes: 0,
    listened: null,
    content: aScorecard(),
    answers: {},
    comment: "",
    private: "",
    acknowledgement: "",
    scores: { score: null, sections: {}, questions: {}, failed_by: null },
    enabled: ["greeting", "reason", "holds"],
    disputes: [],
    dispute_until: null,
    other: null,
    may: ["save", "submit"],
    ...changes,
  };
}
export type SampleEvaluation = ReturnType<typeof anEvaluation>;

export function anAnswer(answer: object | null, changes: object = {}) {
  return { answer, comment: "", private: "", moments: [], ...changes };
}

const ANSWERS = {
  greeting: anAnswer({ StringValue: "yes" }, { comment: "Clear.", moments: [3.5] }),
  reason: anAnswer({ StringValues: ["invoice"] }),
  holds: anAnswer({ NumericValue: 4 }, { private: "Talk about it." }),
};

/** Released, with answers, a comment for the agent, and a private one. */
export function aReleased(changes: object = {}) {
  return anEvaluation({
    state: "released",
    revision: 4,
    submitted_at: "2026-11-26T08:20:00Z",
    released_at: "2026-11-26T08:21:00Z",
    score: 60,
    category: "Needs improvement",
    listened: 0.93,
    answers: ANSWERS,
    comment: "Well done.",
    private: "A hard customer.",
    scores: {
      score: 60,
      sections: { opening: 100, manner: 0, closing: null },
      questions: { greeting: 100, reason: null, holds: 0, retention: null },
      failed_by: null,
    },
    may: ["edit"],
    ...changes,
  });
}
