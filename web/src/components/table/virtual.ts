import { useEffect, useState } from "preact/hooks";
import type { Rows } from "./rows";

// Fewer rows than these are cheap enough to be all in the document.
export const MANY_ROWS = 200;
// Narrower pages lay rows out as cards beside one another, which cannot be placed by row.
const WIDE = "(width >= 80rem)";

export interface VirtualRowsState {
  /** Renders only the rows in view; null for few rows, for cards, and until it is loaded. */
  readonly VirtualRows: Rows | null;
  readonly isLoading: boolean;
}

type Loaded = { readonly VirtualRows: Rows } | "loading" | "failed";

/** For a table of many rows: the component that renders only the rows in view, loaded on demand. */
export function useVirtualRows(count: number): VirtualRowsState {
  const [loaded, setLoaded] = useState<Loaded>("loading");
  const isWanted = useIsWide() && count > MANY_ROWS;
  useEffect(() => {
    if (isWanted) import("./virtual-rows").then(setLoaded, () => setLoaded("failed"));
  }, [isWanted]);
  return {
    VirtualRows: isWanted && typeof loaded === "object" ? loaded.VirtualRows : null,
    isLoading: isWanted && loaded === "loading",
  };
}

function useIsWide(): boolean {
  const [isWide, setIsWide] = useState(() => window.matchMedia(WIDE).matches);
  useEffect(() => {
    const query = window.matchMedia(WIDE);
    const update = () => setIsWide(query.matches);
    update();
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, []);
  return isWide;
}
