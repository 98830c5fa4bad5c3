/**
 * One part to train on, one to test with.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { encodeLabels, type Fold, orderOf, requireSize } from "./fold.ts";

/** How elements are split in two. */
export interface TrainTestSplitOptions {
  /** Share that tests, or from 1 on how many; 0.25 unless told. */
  readonly testSize?: number;
  /** The class of each element: both parts then have the classes in equal shares. */
  readonly stratify?: ArrayLike<unknown>;
  /** Decides which elements go where; 0 unless told. */
  readonly seed?: number;
}

const TRAIN_TEST_SPLIT_OPTIONS: OptionNames<TrainTestSplitOptions> = {
  testSize: true,
  stratify: true,
  seed: true,
};

/**
 * Splits elements at random into two parts: scikit-learn's `train_test_split`, on numbers of elements.
 *
 * @param size How many elements.
 * @param options How many test, classes, and the seed.
 * @returns Both parts, mixed.
 * @throws {RangeError} When a part would be empty, or a class have fewer than two elements.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const labels = ["a", "a", "a", "a", "b", "b", "b", "b"];
 * const { test } = data.trainTestSplit(8, { stratify: labels });
 * assertEquals([...test].map((i) => labels[i]).sort(), ["a", "b"]);
 * ```
 */
export function trainTestSplit(size: number, options: TrainTestSplitOptions = {}): Fold {
  requireOptions("Cannot split", options, TRAIN_TEST_SPLIT_OPTIONS);
  requireSize(size);
  const { testSize = 0.25, stratify, seed = 0 } = options;
  const count = testSize < 1 ? Math.ceil(size * testSize) : testSize;
  if (!(Number.isInteger(count) && count >= 1 && count < size)) {
    throw new RangeError(
      `Cannot split ${size} elements: testSize must be a share between 0 and 1 or a whole number ` +
        `that leaves some to train on, current value is ${testSize}`,
    );
  }
  const order = orderOf(size, seed);
  if (stratify === undefined) return { train: order.slice(count), test: order.slice(0, count) };
  const wanted = stratify.length === size ? sharesOf(stratify, count) : undefined;
  if (wanted === undefined) {
    throw new RangeError(
      `Cannot split ${size} elements: stratify must have the class of each, it has ${stratify.length}`,
    );
  }
  const { codes, shares } = wanted;
  const tests = order.filter((i) => shares[codes[i]!]!-- > 0);
  const testing = new Set(tests);
  return { train: order.filter((i) => !testing.has(i)), test: tests };
}

/** How many of each class test: their share, rounded so that the sum is right. */
function sharesOf(
  labels: ArrayLike<unknown>,
  count: number,
): { readonly codes: Int32Array; readonly shares: number[] } {
  const { codes, counts } = encodeLabels(labels);
  if (counts.some((members) => members < 2)) {
    throw new RangeError(
      "Cannot split by classes: one has a single element, and both parts need one",
    );
  }
  if (count < counts.length || labels.length - count < counts.length) {
    throw new RangeError(
      `Cannot split by classes: a part would have fewer elements than the ${counts.length} classes`,
    );
  }
  const exact = counts.map((members) => members * count / labels.length);
  const shares = exact.map(Math.floor);
  const byRest = exact.map((share, code) => ({ code, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest);
  let left = count - shares.reduce((sum, share) => sum + share, 0);
  for (const { code } of byRest) if (left-- > 0) shares[code]!++;
  return { codes, shares };
}
