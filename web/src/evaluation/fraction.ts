/** Exact fractions, so that a score does not depend on the order of the questions, and is the server's to the last digit. */
export interface Fraction {
  readonly over: bigint;
  /** Always positive. */
  readonly under: bigint;
}

export const NOTHING: Fraction = { over: 0n, under: 1n };
export const ONE: Fraction = { over: 1n, under: 1n };
export const HUNDRED: Fraction = { over: 100n, under: 1n };

export function fraction(over: bigint | number, under: bigint | number = 1n): Fraction {
  return reduced(BigInt(over), BigInt(under));
}

/** 33.3 is 333/10. */
export function exact(value: number): Fraction {
  const [digits = "", exponent = "0"] = String(value).split("e");
  const [whole = "", part = ""] = digits.split(".");
  const power = Number(exponent) - part.length;
  const over = BigInt(whole + part);
  return power < 0 ? reduced(over, 10n ** BigInt(-power)) : reduced(over * 10n ** BigInt(power), 1n);
}

export function plus(one: Fraction, other: Fraction): Fraction {
  return reduced(one.over * other.under + other.over * one.under, one.under * other.under);
}

export function minus(one: Fraction, other: Fraction): Fraction {
  return plus(one, { over: -other.over, under: other.under });
}

export function times(one: Fraction, other: Fraction): Fraction {
  return reduced(one.over * other.over, one.under * other.under);
}

export function divided(one: Fraction, other: Fraction): Fraction {
  return reduced(one.over * other.under, one.under * other.over);
}

export function isLess(one: Fraction, other: Fraction): boolean {
  return one.over * other.under < other.over * one.under;
}

export function smaller(one: Fraction, other: Fraction): Fraction {
  return isLess(other, one) ? other : one;
}

export function sum(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(plus, NOTHING);
}

// More binary digits than a number of JavaScript has, so that the last step rounds once.
const DIGITS = 80n;

/** The nearest number. For fractions that are not negative. */
export function toNumber({ over, under }: Fraction): number {
  const scaled = over << DIGITS;
  const rest = scaled % under === 0n ? 0n : 1n;
  return Number((scaled / under) | rest) / 2 ** Number(DIGITS);
}

function reduced(over: bigint, under: bigint): Fraction {
  const common = greatestDivisor(over < 0n ? -over : over, under);
  return { over: over / common, under: under / common };
}

function greatestDivisor(one: bigint, other: bigint): bigint {
  let [left, right] = [one, other];
  while (right !== 0n) [left, right] = [right, left % right];
  return left === 0n ? 1n : left;
}
