/**
 * What is to be known about many numbers.
 *
 * @module
 */

/** A summary of numbers; minimum to standard deviation are those of the finite ones, else NaN. */
export interface Statistics {
  /** How many numbers. */
  readonly count: number;
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
  /** Their mean. */
  readonly mean: number;
  /** Their standard deviation, divided by the count. */
  readonly std: number;
  /** How many are NaN. */
  readonly nan: number;
  /** How many are infinite, of either sign. */
  readonly infinite: number;
  /** How many are zero. */
  readonly zeros: number;
}

/** Summarises numbers. */
export function statistics(numbers: ArrayLike<number>): Statistics {
  let [min, max, sum, nan, infinite, zeros] = [Infinity, -Infinity, 0, 0, 0, 0];
  const count = numbers.length;
  for (let i = 0; i < count; i++) {
    const value = numbers[i]!;
    // True for NaN and the infinities alone.
    if (value - value !== 0) {
      if (value !== value) nan++;
      else infinite++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
    sum += value;
  }
  const finite = count - nan - infinite;
  if (finite === 0) {
    return { count, min: NaN, max: NaN, mean: NaN, std: NaN, nan, infinite, zeros };
  }
  const mean = sum / finite;
  // A second pass: squares of large numbers would drown small differences.
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const distance = numbers[i]! - mean;
    if (distance - distance === 0) squares += distance * distance;
  }
  return { count, min, max, mean, std: Math.sqrt(squares / finite), nan, infinite, zeros };
}

/** How many of the finite numbers are in each of `bins` equal parts from `low` to `high`. */
export function countBins(
  numbers: ArrayLike<number>,
  range: { readonly low: number; readonly high: number; readonly bins: number },
): number[] {
  const { low, high, bins } = range;
  const counts = new Array<number>(bins).fill(0);
  const scale = high > low ? bins / (high - low) : 0;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (!(value >= low && value <= high)) continue;
    counts[Math.min(bins - 1, Math.floor((value - low) * scale))]!++;
  }
  return counts;
}
