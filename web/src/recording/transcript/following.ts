/** Keeps a word in view while it plays, until the person scrolls elsewhere. */

/** The part of the box, above and below, in which a word is too near to the edge. */
const EDGE = 0.25;
const SCROLLING_KEYS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown"];

/** Scrolls the box, and nothing else, so that a word is well in view. */
export function showIn(box: HTMLElement, word: Element): void {
  const frame = box.getBoundingClientRect();
  const place = word.getBoundingClientRect();
  const edge = frame.height * EDGE;
  if (place.top >= frame.top + edge && place.bottom <= frame.bottom - edge) return;
  box.scrollTop += place.top - frame.top - frame.height / 3;
}

/**
 * Calls back when the person scrolls the box: by the wheel, by touch, by its bar or by keys. Its position says
 * nothing, because the browser moves it too when it lays out what was out of view.
 */
export function onScrolledByPerson(box: HTMLElement, callback: () => void): () => void {
  const events: Readonly<Record<string, (event: Event) => void>> = {
    wheel: callback,
    touchmove: callback,
    // A press on the bar is one on the box itself, and on none of its words.
    pointerdown: (event) => event.target === box && callback(),
    keydown: (event) => event instanceof KeyboardEvent && SCROLLING_KEYS.includes(event.key) && callback(),
  };
  for (const [name, listener] of Object.entries(events)) {
    box.addEventListener(name, listener, { passive: true });
  }
  return () => {
    for (const [name, listener] of Object.entries(events)) box.removeEventListener(name, listener);
  };
}
