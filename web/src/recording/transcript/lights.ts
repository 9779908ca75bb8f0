/** Lights words by changing their classes: nothing is rendered again while it plays. */

/** Where the elements of the words are; some may not be built yet. */
type Elements = readonly (Element | undefined)[];

/** Gives a class to the wanted elements, and takes it from those that had it before. */
export class Lights {
  private lit: readonly number[] = [];

  constructor(
    private readonly elements: Elements,
    private readonly name: string,
  ) {}

  show(wanted: readonly number[]): void {
    if (isSame(this.lit, wanted)) return;
    for (const index of this.lit) this.elements[index]?.classList.remove(this.name);
    this.lit = wanted;
    this.again();
  }

  /** Lights the same words once more, for those that were built since. */
  again(): void {
    for (const index of this.lit) this.elements[index]?.classList.add(this.name);
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
