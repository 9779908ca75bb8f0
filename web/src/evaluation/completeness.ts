/** What is missing before an evaluation can be submitted. As `completeness` of evaluation_rules.py. */
import type { Question, Scorecard } from "../scorecards/content";
import { needsComment } from "../scorecards/preview/answer";
import { type Answered, type AnsweredQuestions, answeredTo, givenOf } from "./answer";
import { enabledQuestions } from "./enablement";
import { questionsOf } from "./scorecard";

export interface Missing {
  readonly ref: string;
  readonly title: string;
  readonly what: "answer" | "comment";
}

/** Questions that do not appear need nothing, and those that may be not applicable may be skipped. */
export function missingIn(scorecard: Scorecard, answered: AnsweredQuestions): readonly Missing[] {
  const enabled = enabledQuestions(scorecard, givenOf(answered));
  return questionsOf(scorecard)
    .filter(({ ref }) => enabled.has(ref))
    .flatMap((question) => missingOf(question, answeredTo(answered, question.ref)));
}

function missingOf(question: Question, answered: Answered): readonly Missing[] {
  const { ref, title } = question;
  if (answered.answer === null) return question.allow_not_applicable ? [] : [{ ref, title, what: "answer" }];
  const isThere = answered.comment.trim() !== "";
  return needsComment(question, answered.answer) && !isThere ? [{ ref, title, what: "comment" }] : [];
}
