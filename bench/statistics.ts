/**
 * Medians, quartiles and ratios of timed rounds.
 *
 * @module
 */

/** The middle of some numbers and how far they spread. */
export interface Spread {
  /** A quarter of the numbers is below. */
  readonly low: number;
  /** Half of the numbers is below. */
  readonly median: number;
  /** A quarter of the numbers is above. */
  readonly high: number;
}

/**
 * Median and quartiles, interpolated between neighbours.
 *
 * @throws {RangeError} When there is no number.
 */
export function spreadOf(numbers: readonly number[]): Spread {
  if (numbers.length === 0) {
    throw new RangeError("Cannot take a median: there must be at least one number");
  }
  const sorted = numbers.toSorted((a, b) => a - b);
  return {
    low: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.75),
  };
}

/**
 * Spread of `a[i] / b[i]`: what ran in the same round is divided, so that a machine that is slow
 * for a while slows both. Rounds that only one of the two has are left out.
 *
 * @throws {RangeError} When they share no round.
 */
export function ratioOf(a: readonly number[], b: readonly number[]): Spread {
  const rounds = Math.min(a.length, b.length);
  return spreadOf(Array.from({ length: rounds }, (_, round) => a[round]! / b[round]!));
}

function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (position - below);
}
