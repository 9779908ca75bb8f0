/** What the parts of the page share: the player beside the form. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Player } from "../recording/player";

export interface AtWork {
  /** Null while there is nothing to hear. */
  readonly player: Player | null;
  /** The share of the recording that the viewer has heard; null while it is not known. */
  readonly heard: number | null;
}

export const AtWorkContext = createContext<AtWork>({ player: null, heard: null });

export function useAtWork(): AtWork {
  return useContext(AtWorkContext);
}
