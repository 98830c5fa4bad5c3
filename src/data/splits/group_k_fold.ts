/**
 * Folds that keep groups together.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { encodeLabels, type Fold, foldsOf, requireSplits } from "./fold.ts";

/** How groups are given to folds. */
export interface GroupKFoldOptions {
  /** How many folds; 5 unless told. */
  readonly splits?: number;
}

const GROUP_K_FOLD_OPTIONS: OptionNames<GroupKFoldOptions> = {
  splits: true,
};

/**
 * Folds of about equal size in which no group, such as all pictures of one patient, both trains and
 * tests: scikit-learn's `GroupKFold`.
 *
 * @param groups The group of each element: numbers or texts.
 * @param options How many folds.
 * @returns The folds; the largest groups go first, each to the fold that has the fewest elements.
 * @throws {RangeError} When there are fewer groups than folds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const folds = data.groupKFold(["a", "a", "b", "c"], { splits: 2 });
 * assertEquals(folds.map(({ test }) => [...test]), [[0, 1], [2, 3]]);
 * ```
 */
export function groupKFold(groups: ArrayLike<unknown>, options: GroupKFoldOptions = {}): Fold[] {
  requireOptions("Cannot make folds of groups", options, GROUP_K_FOLD_OPTIONS);
  const { splits = 5 } = options;
  const { codes, counts } = encodeLabels(groups);
  requireSplits("folds of groups", splits, counts.length);
  const loads = Array<number>(splits).fill(0);
  const owner: number[] = [];
  const largestFirst = counts.map((_, code) => code).sort((a, b) => counts[b]! - counts[a]!);
  for (const code of largestFirst) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest]! += counts[code]!;
    owner[code] = lightest;
  }
  return foldsOf(codes.map((code) => owner[code]!), splits);
}
