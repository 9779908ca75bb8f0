import { useEffect, useState } from "preact/hooks";
import type { Rows } from "./rows";

// Fewer rows than these are cheap enough to be all in the document.
export const MANY_ROWS = 200;
// Narrower pages lay rows out as cards beside one another, which cannot be placed by row.
const WIDE = "(width >= 64rem)";

/** The component that renders only the rows in view: null for few rows, for cards, and until it is loaded. */
export function useVirtualRows(count: number): Rows | null {
  const [rows, setRows] = useState<Rows | null>(null);
  const wanted = useIsWide() && count > MANY_ROWS;
  useEffect(() => {
    // When it cannot be loaded, every row stays in the document.
    if (wanted)
      import("./virtual-rows").then(
        ({ VirtualRows }) => setRows(() => VirtualRows),
        () => undefined,
      );
  }, [wanted]);
  return wanted ? rows : null;
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
