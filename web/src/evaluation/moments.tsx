import { rounded } from "../recording/address";
import { Moment } from "../recording/moment";
import type { Player } from "../recording/player";
import { momentWords } from "../recording/words";
import { useAtWork } from "./at-work";

export const MOST_MOMENTS = 20;

interface MomentsProps {
  /** Of the question. */
  readonly title: string;
  readonly moments: readonly number[];
  readonly isReadOnly: boolean;
  readonly change: (moments: readonly number[]) => void;
}

/** The moments of the recording that are bookmarked to a question: each leads there. */
export function Moments({ title, moments, isReadOnly, change }: MomentsProps) {
  const { player } = useAtWork();
  const mayAdd = player !== null && !isReadOnly && moments.length < MOST_MOMENTS;
  if (moments.length === 0 && !mayAdd) return null;
  return (
    <div class="question-moments">
      {moments.map((at) => (
        <span key={at} class="question-moment">
          <Moment at={at} player={player} />
          {!isReadOnly && (
            <button
              type="button"
              class="link"
              data-action="remove-moment"
              onClick={() => change(moments.filter((other) => other !== at))}
            >
              Remove
              <span class="hidden-visually">
                {" "}
                {momentWords(at)} from: {title}
              </span>
            </button>
          )}
        </span>
      ))}
      {mayAdd && (
        <button
          type="button"
          class="link"
          data-action="add-moment"
          onClick={() => change(withMoment(moments, player))}
        >
          Bookmark this moment<span class="hidden-visually"> to: {title}</span>
        </button>
      )}
    </div>
  );
}

/** In order, each once. */
export function withMoment(moments: readonly number[], player: Pick<Player, "position">): readonly number[] {
  const all = new Set([...moments, rounded(player.position)]);
  if (all.size > MOST_MOMENTS) return moments;
  return [...all].sort((one, other) => one - other);
}
