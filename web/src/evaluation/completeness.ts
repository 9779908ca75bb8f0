/** What is missing before an evaluation can be submitted. As `completeness` of evaluation_rules.py. */
import { type Answered, type AnsweredQuestions, givenOf, isNotApplicable, UNANSWERED } from "./answer";
import { enabledQuestions, own } from "./enablement";
import { chosenConsequences } from "./question-scores";
import { type Question, questionsOf, type Scorecard } from "./scorecard";

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
    .flatMap((question) => missingOf(question, own(answered, question.ref) ?? UNANSWERED));
}

function missingOf(question: Question, answered: Answered): readonly Missing[] {
  const { ref, title } = question;
  if (answered.answer === null) return question.allow_not_applicable ? [] : [{ ref, title, what: "answer" }];
  const isThere = answered.comment.trim() !== "";
  return needsComment(question, answered) && !isThere ? [{ ref, title, what: "comment" }] : [];
}

export function needsComment(question: Question, { answer }: Answered): boolean {
  if (answer === null || isNotApplicable(answer)) return false;
  return (
    question.comment_required ||
    chosenConsequences(question, answer).some(({ comment_required }) => comment_required)
  );
}
