/** Lights words by changing their classes: nothing is rendered again while it plays. */

/** Gives a class to the wanted elements, and takes it from those that had it before. */
export class Lights {
  private lit: readonly number[] = [];

  constructor(
    private readonly elements: readonly Element[],
    private readonly name: string,
  ) {}

  show(wanted: readonly number[]): void {
    if (isSame(this.lit, wanted)) return;
    for (const index of this.lit) this.elements[index]?.classList.remove(this.name);
    for (const index of wanted) this.elements[index]?.classList.add(this.name);
    this.lit = wanted;
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
