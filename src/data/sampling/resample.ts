/**
 * Classes of unequal size made equal.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { permutation } from "../../core/permutation.ts";
import { encodeLabels } from "../splits/fold.ts";

/** How classes are made equal. */
export interface ResampleOptions {
  /** Decides which elements are taken; 0 unless told. */
  readonly seed?: number;
}

const RESAMPLE_OPTIONS: OptionNames<ResampleOptions> = {
  seed: true,
};

/**
 * Repeats elements of the smaller classes until each is as large as the largest. Resample the training
 * part alone: a copy that both trains and tests tells nothing.
 *
 * @param labels The class of each element.
 * @param options The seed.
 * @returns Numbers of elements, mixed; each is there at least once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const indices = data.overSample(["a", "a", "a", "b"]);
 * assertEquals(indices.filter((i) => i === 3).length, 3);
 * ```
 */
export function overSample(labels: ArrayLike<unknown>, options: ResampleOptions = {}): Int32Array {
  return resample(labels, options, (counts) => Math.max(...counts));
}

/**
 * Leaves out elements of the larger classes until each is as small as the smallest.
 *
 * @param labels The class of each element.
 * @param options The seed.
 * @returns Numbers of elements, mixed; each is there at most once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * assertEquals(data.underSample(["a", "a", "a", "b"]).length, 2);
 * ```
 */
export function underSample(labels: ArrayLike<unknown>, options: ResampleOptions = {}): Int32Array {
  return resample(labels, options, (counts) => Math.min(...counts));
}

function resample(
  labels: ArrayLike<unknown>,
  options: ResampleOptions,
  sizeOf: (counts: readonly number[]) => number,
): Int32Array {
  requireOptions("Cannot resample", options, RESAMPLE_OPTIONS);
  const { seed = 0 } = options;
  if (labels.length === 0) return new Int32Array();
  const { codes, counts } = encodeLabels(labels);
  const size = sizeOf(counts);
  const taken = counts.flatMap((count, code) => {
    const members = codes.reduce<number[]>(
      (members, other, i) => other === code ? (members.push(i), members) : members,
      [],
    );
    // Round after round: no element is there twice more often than another.
    const indices: number[] = [];
    for (let round = 0; indices.length < size; round++) {
      const order = permutation(count, [seed, code, round]);
      for (const i of order.subarray(0, size - indices.length)) indices.push(members[i]!);
    }
    return indices;
  });
  return permutation(taken.length, [seed, counts.length]).map((i) => taken[i]!);
}

/**
 * Weights that make classes count equally: `elements / (classes · elements of the class)`, scikit-learn's
 * "balanced".
 *
 * @param labels The class number of each element, from 0.
 * @param classes How many classes there are; one more than the largest number unless told.
 * @returns One weight per class; 0 for a class without elements.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * assertEquals(data.balancedClassWeights([0, 0, 0, 1]), [4 / 6, 2]);
 * ```
 */
export function balancedClassWeights(labels: ArrayLike<number>, classes?: number): number[] {
  const counts = Array<number>(classes ?? 0).fill(0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < (classes ?? Infinity))) {
      throw new RangeError(
        `Cannot weigh classes: number ${i} is class ${label}, and they are counted from 0` +
          (classes === undefined ? "" : ` to ${classes - 1}`),
      );
    }
    counts[label] = (counts[label] ?? 0) + 1;
  }
  const there = Array.from(counts, (count) => count ?? 0);
  const present = there.filter((count) => count > 0).length;
  return there.map((count) => count === 0 ? 0 : labels.length / (present * count));
}
