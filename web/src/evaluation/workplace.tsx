import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Commands, CommandsContext } from "../recording/commands";
import type { Player } from "../recording/player";
import type { Mark } from "../recording/waveform";
import type { Scorecard } from "../scorecards/content";
import type { AnsweredQuestions } from "./answer";
import { answeredTo } from "./answer";
import type { Evaluation } from "./answers";
import { AtWorkContext } from "./at-work";
import { Audio } from "./audio";
import { questionsOf } from "./scorecard";

interface WorkplaceProps {
  readonly evaluation: Evaluation;
  /** Their moments are shown in the waveform. */
  readonly answers: AnsweredQuestions;
  readonly children: ComponentChildren;
}

/** The player, and beside it what is written about the call. */
export function Workplace({ evaluation, answers, children }: WorkplaceProps) {
  const [commands] = useState(() => new Commands());
  const [player, setPlayer] = useState<Player | null>(null);
  const [heard, setHeard] = useState<number | null>(null);
  const shared = useMemo(() => ({ player, heard }), [player, heard]);
  const marks = useMemo(() => marksOf(evaluation.content, answers), [evaluation.content, answers]);
  return (
    <CommandsContext.Provider value={commands}>
      <AtWorkContext.Provider value={shared}>
        <div class="workplace">
          <div class="workplace-audio">
            <Audio
              recording={evaluation.recording}
              marks={marks}
              playerChanged={setPlayer}
              shareChanged={setHeard}
            />
          </div>
          <div class="workplace-form">{children}</div>
        </div>
      </AtWorkContext.Provider>
    </CommandsContext.Provider>
  );
}

function marksOf(scorecard: Scorecard, answers: AnsweredQuestions): readonly Mark[] {
  return questionsOf(scorecard).flatMap(({ ref, title }) =>
    answeredTo(answers, ref).moments.map(
      (at): Mark => ({ id: `${ref} ${at}`, at, kind: "bookmark", words: title }),
    ),
  );
}
