/**
 * Folds that test what comes later.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { type Fold, requireSize } from "./fold.ts";

/** How a series is cut. */
export interface TimeSeriesSplitOptions {
  /** How many folds; 5 unless told. */
  readonly splits?: number;
  /** Elements that test; the size divided by one more than the folds unless told. */
  readonly testSize?: number;
  /** Elements that train at most, the latest ones; all unless told. */
  readonly maxTrainSize?: number;
  /** Elements left out between the two; 0 unless told. */
  readonly gap?: number;
}

const TIME_SERIES_SPLIT_OPTIONS: OptionNames<TimeSeriesSplitOptions> = {
  splits: true,
  testSize: true,
  maxTrainSize: true,
  gap: true,
};

/**
 * Folds that train on what lies before and test on what follows: scikit-learn's `TimeSeriesSplit`.
 *
 * @param size How many elements, in the order of time.
 * @param options How the series is cut.
 * @returns The folds, the earliest first.
 * @throws {RangeError} When there are too few elements for a fold that trains on one at least.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const folds = data.timeSeriesSplit(6, { splits: 2 });
 * assertEquals(folds.map(({ train, test }) => [train.length, [...test]]), [[2, [2, 3]], [4, [4, 5]]]);
 * ```
 */
export function timeSeriesSplit(size: number, options: TimeSeriesSplitOptions = {}): Fold[] {
  requireOptions("Cannot make folds in time", options, TIME_SERIES_SPLIT_OPTIONS);
  requireSize(size);
  const { splits = 5, gap = 0, maxTrainSize = Infinity } = options;
  const { testSize = Math.floor(size / (splits + 1)) } = options;
  const least = size - gap - testSize * splits;
  if (!(splits >= 2 && testSize >= 1 && gap >= 0 && maxTrainSize >= 1 && least >= 1)) {
    throw new RangeError(
      `Cannot make ${splits} folds of ${size} elements in time: each tests ${testSize} after a gap ` +
        `of ${gap}, which leaves ${Math.max(0, least)} to train on`,
    );
  }
  return Array.from({ length: splits }, (_, fold) => {
    const start = size - testSize * (splits - fold);
    const end = start - gap;
    const begin = Math.max(0, end - maxTrainSize);
    return {
      train: Int32Array.from({ length: end - begin }, (_, i) => begin + i),
      test: Int32Array.from({ length: testSize }, (_, i) => start + i),
    };
  });
}
