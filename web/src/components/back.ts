/** Lets a page ask before the Back or Forward button leaves it. */

type Guard = (event: PopStateEvent) => void;

let guard: Guard | null = null;

/** Only one page is shown at a time. Returns the function that takes the guard away. */
export function guardBack(next: Guard): () => void {
  guard = next;
  return () => {
    if (guard === next) guard = null;
  };
}

/**
 * To be called before the router listens: the listeners of a window are called in the order in which they were
 * added, whatever their phase, and the guard must come first.
 */
export function listenToBack(): () => void {
  const listen = (event: PopStateEvent) => guard?.(event);
  window.addEventListener("popstate", listen);
  return () => window.removeEventListener("popstate", listen);
}
