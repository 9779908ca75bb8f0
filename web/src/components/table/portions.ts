import { useEffect, useState } from "preact/hooks";

const PORTION = 200;

/**
 * How many of `total` rows to render now. Rendering thousands at once would block the page for half a second:
 * the first 200 are rendered at once, then 200 more with each frame.
 */
export function usePortions(total: number): number {
  const [allowed, allow] = useState(PORTION);
  useEffect(() => {
    if (allowed > total + PORTION) allow(Math.max(PORTION, total));
    if (allowed >= total) return undefined;
    const timer = setTimeout(() => allow(allowed + PORTION), 16);
    return () => clearTimeout(timer);
  }, [allowed, total]);
  return Math.min(allowed, total);
}
