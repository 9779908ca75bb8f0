/** Keeps a word in view while it plays, until the person scrolls elsewhere. */

// Browsers round positions to parts of a pixel.
const TOLERANCE_PIXELS = 2;
/** The part of the box, above and below, in which a word is too near to the edge. */
const EDGE = 0.25;

export class Following {
  private last = 0;

  constructor(private readonly box: HTMLElement) {
    this.last = box.scrollTop;
  }

  /** Whether the box stands where it was scrolled to last. */
  get isUndisturbed(): boolean {
    return Math.abs(this.box.scrollTop - this.last) <= TOLERANCE_PIXELS;
  }

  show(word: Element): void {
    const box = this.box.getBoundingClientRect();
    const place = word.getBoundingClientRect();
    const edge = box.height * EDGE;
    if (place.top < box.top + edge || place.bottom > box.bottom - edge) {
      this.box.scrollTop += place.top - box.top - box.height / 3;
    }
    this.last = this.box.scrollTop;
  }
}
