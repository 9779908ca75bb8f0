import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Item, Scorecard } from "../content";
import { type Path, replacedAt } from "../tree";

/** What every part of the editor may use. */
export interface Editing {
  readonly scorecard: Scorecard;
  /** `said` tells what was done; it can be undone until the next change. */
  readonly change: (next: Scorecard, said?: string) => void;
  /** The reference id of the section or question whose fields are shown. */
  readonly opened: string | null;
  readonly open: (ref: string | null) => void;
  /** Moves the focus, after the next rendering, to a part of a section or question in the outline. */
  readonly focusOn: (ref: string, part?: string) => void;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (editing === null) throw new Error("There is no editor around this component");
  return editing;
}

/** The changes of one section or question. */
export function useItem<Edited extends Item>(item: Edited, path: Path) {
  const { scorecard, change } = useEditing();
  return (changes: Partial<Edited>, said?: string) =>
    change(replacedAt(scorecard, path, { ...item, ...changes }), said);
}
