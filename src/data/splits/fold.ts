/**
 * Which elements train and which test.
 *
 * @module
 */

import type { OptionNames } from "../../core/require_options.ts";
import { permutation } from "../../core/permutation.ts";

/** Numbers of elements, ascending unless mixed. */
export interface Fold {
  /** Those that train. */
  readonly train: Int32Array;
  /** Those that test. */
  readonly test: Int32Array;
}

/** How folds are made. */
export interface KFoldOptions {
  /** How many; 5 unless told. */
  readonly splits?: number;
  /** Mixes the elements before; without it they are taken in their order. */
  readonly seed?: number;
}

/** The names of {@linkcode KFoldOptions}. */
export const K_FOLD_OPTIONS: OptionNames<KFoldOptions> = { splits: true, seed: true };

/** Throws unless `size` is a number of elements. */
export function requireSize(size: number): void {
  if (Number.isInteger(size) && size >= 0) return;
  const found = Array.isArray(size) ? `a list of ${size.length}` : typeof size;
  throw new TypeError(
    `Cannot split: wanted how many elements there are, a whole number, got ` +
      `${typeof size === "number" ? size : found}; the parts name elements by their numbers`,
  );
}

/** Throws unless a number of folds can be made of so many elements. */
export function requireSplits(what: string, splits: number, size: number): void {
  requireSize(size);
  if (Number.isInteger(splits) && splits >= 2 && splits <= size) return;
  throw new RangeError(
    `Cannot make ${what}: splits must be a whole number from 2 to the ${size} there are, current ` +
      `value is ${splits}`,
  );
}

/** One fold per number: elements of it test, the others train. */
export function foldsOf(assigned: ArrayLike<number>, splits: number): Fold[] {
  const all = Int32Array.from({ length: assigned.length }, (_, i) => i);
  return Array.from({ length: splits }, (_, fold) => ({
    train: all.filter((i) => assigned[i] !== fold),
    test: all.filter((i) => assigned[i] === fold),
  }));
}

/** Numbers of the elements, mixed if there is a seed. */
export function orderOf(size: number, seed: number | readonly number[] | undefined): Int32Array {
  return seed === undefined
    ? Int32Array.from({ length: size }, (_, i) => i)
    : permutation(size, seed);
}

/** Numbers for labels of any kind, in the order of their first appearance, and how often each is there. */
export function encodeLabels(
  labels: ArrayLike<unknown>,
): { readonly codes: Int32Array; readonly counts: number[] } {
  if (typeof labels?.length !== "number") {
    throw new TypeError(
      "Cannot read labels: wanted a list with the label of each element, got " +
        `${typeof labels === "object" ? `a ${labels?.constructor.name}` : labels}; await ` +
        "labels.data() gives those of a tensor",
    );
  }
  const known = new Map<unknown, number>();
  const counts: number[] = [];
  const codes = Int32Array.from({ length: labels.length }, (_, i) => {
    const label = labels[i];
    const code = known.get(label) ?? known.size;
    known.set(label, code);
    counts[code] = (counts[code] ?? 0) + 1;
    return code;
  });
  return { codes, counts };
}
