/**
 * Folds with the classes in equal shares.
 *
 * @module
 */

import { requireOptions } from "../../core/require_options.ts";
import {
  encodeLabels,
  type Fold,
  foldsOf,
  K_FOLD_OPTIONS,
  type KFoldOptions,
  orderOf,
  requireSplits,
} from "./fold.ts";

/**
 * Folds in which each class has its share of the whole, to one element: scikit-learn's
 * `StratifiedKFold`, and without a seed its very folds.
 *
 * @param labels The class of each element: numbers or texts.
 * @param options How many folds, and the seed that mixes the elements of each class before.
 * @returns The folds.
 * @throws {RangeError} When every class has fewer elements than there are folds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const labels = ["cat", "cat", "cat", "cat", "dog", "dog"];
 * const folds = data.stratifiedKFold(labels, { splits: 2 });
 * assertEquals(folds.map(({ test }) => [...test]), [[0, 1, 4], [2, 3, 5]]);
 * ```
 */
export function stratifiedKFold(labels: ArrayLike<unknown>, options: KFoldOptions = {}): Fold[] {
  requireOptions("Cannot make folds", options, K_FOLD_OPTIONS);
  const { splits = 5, seed } = options;
  const { codes, counts } = encodeLabels(labels);
  requireSplits("folds", splits, labels.length);
  const most = Math.max(...counts);
  if (most < splits) {
    throw new RangeError(
      `Cannot make ${splits} folds with each class in them: the largest class has ${most} elements`,
    );
  }
  // How many of each class a fold gets: dealt out like cards from the classes one after the other.
  const sorted = codes.toSorted();
  const shares = Array.from({ length: splits }, () => counts.map(() => 0));
  sorted.forEach((code, i) => shares[i % splits]![code]!++);
  const assigned = new Int32Array(labels.length);
  counts.forEach((count, code) => {
    const folds = shares.flatMap((share, fold) => Array(share[code]!).fill(fold) as number[]);
    const order = orderOf(count, seed === undefined ? undefined : [seed, code]);
    let member = 0;
    codes.forEach((other, i) => {
      if (other === code) assigned[i] = folds[order[member++]!]!;
    });
  });
  return foldsOf(assigned, splits);
}
