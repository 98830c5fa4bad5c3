/**
 * Vectors of any source as rows of numbers.
 *
 * @module
 */

import { permutation } from "../../core/permutation.ts";
import * as tf from "../../engine/tf.ts";
import { countText } from "../text/number_text.ts";
import type { Rows } from "./principal_components.ts";

/** Vectors: a tensor `[count, …]`, or one array per vector. */
export type Vectors = tf.Tensor | readonly ArrayLike<number>[];

/** What is drawn of many vectors. */
export interface SampledRows extends Rows {
  /** Which of the vectors these are. */
  readonly indices: readonly number[];
  /** What was left out. */
  readonly notes: readonly string[];
}

/**
 * Reads the vectors, of many of them a part that the seed decides; those that are no numbers are left
 * out.
 *
 * @throws {TypeError} When they are no list of vectors of one length.
 */
export async function readVectors(
  vectors: Vectors,
  { limit, seed }: { readonly limit: number; readonly seed: number },
): Promise<SampledRows> {
  const all = vectors instanceof tf.Tensor ? vectors.shape[0] : vectors.length;
  if (all === undefined) {
    throw new TypeError(
      "Cannot draw an embedding: wanted a tensor [count, …] or an array of vectors, got a scalar",
    );
  }
  const indices = sample(all, limit, seed);
  const { values, length } = vectors instanceof tf.Tensor
    ? await tensorRows(vectors, indices)
    : arrayRows(vectors, indices);
  const kept = indices.map((_, row) => row).filter((row) =>
    values.subarray(row * length, (row + 1) * length).every(Number.isFinite)
  );
  const left = indices.length - kept.length;
  const notes = [
    ...indices.length < all
      ? [`${countText(indices.length)} of ${countText(all)} points, drawn at random`]
      : [],
    ...left > 0 ? [`${countText(left)} with NaN or infinity left out`] : [],
  ];
  if (left === 0) return { count: indices.length, length, values, indices, notes };
  const finite = new Float64Array(kept.length * length);
  kept.forEach((row, i) =>
    finite.set(values.subarray(row * length, (row + 1) * length), i * length)
  );
  return {
    count: kept.length,
    length,
    values: finite,
    indices: kept.map((row) => indices[row]!),
    notes,
  };
}

/** Some of the numbers from 0 to `all - 1`, in order. */
function sample(all: number, limit: number, seed: number): number[] {
  if (all <= limit) return Array.from({ length: all }, (_, i) => i);
  return [...permutation(all, seed).subarray(0, limit)].sort((a, b) => a - b);
}

async function tensorRows(tensor: tf.Tensor, indices: readonly number[]) {
  const length = tensor.shape.slice(1).reduce((product, size) => product * size, 1);
  if (indices.length === 0) return { values: new Float64Array(0), length };
  const part = tf.tidy(() => {
    const rows = tf.reshape(tensor, [tensor.shape[0]!, length]);
    const some = indices.length === tensor.shape[0] ? rows : tf.gather(rows, [...indices]);
    return tf.cast(some, "float32");
  });
  try {
    return { values: Float64Array.from(await part.data()), length };
  } finally {
    part.dispose();
  }
}

function arrayRows(vectors: readonly ArrayLike<number>[], indices: readonly number[]) {
  const length = vectors[0]?.length ?? 0;
  const values = new Float64Array(indices.length * length);
  indices.forEach((index, row) => {
    const vector = vectors[index]!;
    if (vector?.length !== length) {
      throw new TypeError(
        `Cannot draw an embedding: all vectors must be as long as the first, ${length}, current ` +
          `length is ${vector?.length} at index ${index}`,
      );
    }
    for (let i = 0; i < length; i++) values[row * length + i] = Number(vector[i]);
  });
  return { values, length };
}
