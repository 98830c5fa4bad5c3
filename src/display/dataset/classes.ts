/**
 * How many examples there are of each class.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { readNumbers } from "../tensor/read_values.ts";

/** More whole numbers than this are rather values than classes. */
const MAX_CLASSES = 100;

/** Classes and what belongs to them. */
export interface ClassCounts {
  /** Class numbers in order, and how many examples have them. */
  readonly counts: ReadonlyMap<number, number>;
  /** Whether only a part of the examples was counted. */
  readonly thinned: boolean;
  /** The class of an example. */
  readonly of: (target: ArrayLike<number>) => number;
}

/**
 * Counts classes: whole numbers `[size]` or `[size, 1]`, or rows of one 1 among zeros.
 *
 * @returns Undefined when the targets are rather values.
 */
export function classCounts(targets: tf.Tensor): ClassCounts | undefined {
  const { dtype, shape, size } = targets;
  const width = shape.slice(1).reduce((product, length) => product * length, 1);
  if (size === 0 || (dtype !== "int32" && dtype !== "bool" && dtype !== "float32")) {
    return undefined;
  }
  if (shape.length > 2 || (width > 1 && width > 1_000)) return undefined;
  const { numbers, thinned, shape: [rows] } = readNumbers(targets);
  // Of thinned rows not every entry is there.
  if (width > 1 && thinned) return undefined;
  const of = width === 1 ? (target: ArrayLike<number>) => target[0]! : hotEntry;
  const counts = new Map<number, number>();
  for (let row = 0; row < rows!; row++) {
    const value = of(numbers.subarray(row * width, (row + 1) * width));
    if (!Number.isInteger(value) || value < 0) return undefined;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > MAX_CLASSES) return undefined;
  }
  // A few prices are whole numbers, too.
  const few = counts.size < 20 && 5 * counts.size <= rows! && Math.max(...counts.keys()) < 20;
  if (dtype === "float32" && width === 1 && !few) return undefined;
  const sorted = new Map([...counts].sort(([a], [b]) => a - b));
  return { counts: sorted, thinned, of };
}

/** Index of the only 1; NaN where there is another number, or not one 1. */
function hotEntry(row: ArrayLike<number>): number {
  let hot = NaN;
  for (let i = 0; i < row.length; i++) {
    if (row[i] === 0) continue;
    if (row[i] !== 1 || !Number.isNaN(hot)) return NaN;
    hot = i;
  }
  return hot;
}
