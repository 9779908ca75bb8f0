import { shareWords } from "../recording/words";
import type { Scorecard } from "../scorecards/content";
import { questionsOf } from "./scorecard";
import { category, type Percent, type Scores } from "./scoring";
import { scoreWords } from "./words";

interface ScoreSummaryProps {
  readonly scorecard: Scorecard;
  readonly scores: Scores;
  /** What share of the call was listened to; null while it is not known. */
  readonly heard: number | null;
  readonly heardWords: string;
  /** It changes while the person answers: read out when they pause. */
  readonly isLive: boolean;
}

/** The score, what it means, what failed it, and how much of the call was really heard. */
export function ScoreSummary({ scorecard, scores, heard, heardWords, isLive }: ScoreSummaryProps) {
  const { score, failed_by } = scores;
  const name = category(score, scorecard.thresholds);
  const failing = questionsOf(scorecard).find(({ ref }) => ref === failed_by);
  return (
    <div class="score-summary" data-section="score" role={isLive ? "status" : undefined}>
      <p class="score-total">
        <span class="hidden-visually">Score: </span>
        <strong data-score>{totalWords(score, scorecard)}</strong>
        {name && (
          <span class="badge" data-category>
            {name}
          </span>
        )}
      </p>
      {failing && (
        <p class="score-failed" data-failed-by={failing.ref}>
          Failed by: {failing.title}
        </p>
      )}
      {heard !== null && (
        <p class="muted" data-listened>
          {heardWords} {shareWords(heard)} of the call
        </p>
      )}
    </div>
  );
}

function totalWords(score: Percent, { scoring }: Scorecard): string {
  if (score !== null) return scoreWords(score);
  return scoring === "off" ? "Not scored" : "No score yet";
}
