import type { Evaluation } from "./answers";
import { ScoreSummary } from "./score-summary";
import { Workplace } from "./workplace";

interface ReadViewProps {
  readonly evaluation: Evaluation;
  readonly changed: (evaluation: Evaluation) => void;
}

export function ReadView({ evaluation }: ReadViewProps) {
  const { content, scores, listened, answers } = evaluation;
  return (
    <Workplace evaluation={evaluation} answers={answers}>
      {scores && (
        <ScoreSummary
          scorecard={content}
          scores={scores}
          heard={listened}
          heardWords="The evaluator had listened to"
          isLive={false}
        />
      )}
    </Workplace>
  );
}
