import type { Consequence, Question } from "../content";
import { type Answer, reached } from "./answer";

/** What an evaluator should know before choosing an answer; empty for nothing. */
export function consequenceWords({ automatic_fail, fails_section, comment_required }: Consequence): string {
  const words: string[] = [];
  if (fails_section !== null) words.push("Sets the score of its section to 0.");
  else if (automatic_fail) words.push("Sets the score of the whole evaluation to 0.");
  if (comment_required) words.push("Needs a comment.");
  return words.join(" ");
}

interface ConsequenceNoteProps {
  readonly question: Question;
  readonly answer: Answer | null;
}

/** What the answer that was given leads to, for a question whose ranges are not shown. */
export function ConsequenceNote({ question, answer }: ConsequenceNoteProps) {
  const words = reached(question, answer).map(consequenceWords).join(" ");
  return (
    <p class="check-note" role="status">
      {words}
    </p>
  );
}
