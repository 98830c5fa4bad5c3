/**
 * Folds of equal size.
 *
 * @module
 */

import { requireOptions } from "../../core/require_options.ts";
import {
  type Fold,
  foldsOf,
  K_FOLD_OPTIONS,
  type KFoldOptions,
  orderOf,
  requireSplits,
} from "./fold.ts";

/**
 * Folds of consecutive elements, each of which tests once: scikit-learn's `KFold`.
 *
 * @param size How many elements.
 * @param options How many folds, and the seed that mixes the elements before.
 * @returns The folds.
 * @throws {RangeError} When there are fewer elements than folds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const [first] = data.kFold(5, { splits: 2 });
 * assertEquals([...first!.test], [0, 1, 2]);
 * const digits = data.from(["a", "b", "c", "d", "e"]);
 * assertEquals(await digits.select(first!.train).toArray(), ["d", "e"]);
 * ```
 */
export function kFold(size: number, options: KFoldOptions = {}): Fold[] {
  requireOptions("Cannot make folds", options, K_FOLD_OPTIONS);
  const { splits = 5, seed } = options;
  requireSplits("folds", splits, size);
  const order = orderOf(size, seed);
  const large = size % splits;
  const least = Math.floor(size / splits);
  const assigned = new Int32Array(size);
  let at = 0;
  for (let fold = 0; fold < splits; fold++) {
    for (let left = least + (fold < large ? 1 : 0); left > 0; left--) assigned[order[at++]!] = fold;
  }
  return foldsOf(assigned, splits);
}

/**
 * Each element tests by itself: scikit-learn's `LeaveOneOut`.
 *
 * @param size How many elements.
 * @returns As many folds.
 * @throws {RangeError} When there are fewer than two.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * assertEquals(data.leaveOneOut(3).map(({ test }) => [...test]), [[0], [1], [2]]);
 * ```
 */
export function leaveOneOut(size: number): Fold[] {
  return kFold(size, { splits: size });
}
