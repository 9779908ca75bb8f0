import { useCallback, useMemo, useState } from "preact/hooks";
import { identifierOf, type Recording } from "./answers";

/** The recordings that someone has chosen, by identifier. */
export interface Selection {
  readonly chosen: ReadonlyMap<string, Recording>;
  readonly toggle: (recording: Recording) => void;
  readonly chooseAll: (recordings: readonly Recording[]) => void;
  readonly clear: () => void;
}

const NOTHING: ReadonlyMap<string, Recording> = new Map();

/** Kept for as long as the search stays the same. */
export function useSelection(search: string): Selection {
  const [of, setOf] = useState({ search, chosen: NOTHING });
  const chosen = of.search === search ? of.chosen : NOTHING;
  const toggle = useCallback(
    (recording: Recording) =>
      setOf((before) => ({
        search,
        chosen: toggled(before.search === search ? before.chosen : NOTHING, recording),
      })),
    [search],
  );
  return useMemo(
    () => ({
      chosen,
      toggle,
      chooseAll: (all) => setOf({ search, chosen: new Map(all.map((each) => [identifierOf(each), each])) }),
      clear: () => setOf({ search, chosen: NOTHING }),
    }),
    [chosen, toggle, search],
  );
}

function toggled(
  chosen: ReadonlyMap<string, Recording>,
  recording: Recording,
): ReadonlyMap<string, Recording> {
  const next = new Map(chosen);
  const id = identifierOf(recording);
  if (!next.delete(id)) next.set(id, recording);
  return next;
}
