import type { Player } from "./player";
import { momentWords } from "./words";

interface MomentProps {
  readonly at: number;
  /** Null while there is nothing to hear. */
  readonly player: Player | null;
}

/** A moment that leads there. */
export function Moment({ at, player }: MomentProps) {
  if (player === null) return <span>{momentWords(at)}</span>;
  return (
    <button type="button" class="link moment" data-moment={at} onClick={() => player.seek(at)}>
      <span class="hidden-visually">Go to </span>
      {momentWords(at)}
    </button>
  );
}
