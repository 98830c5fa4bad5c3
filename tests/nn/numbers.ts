/** Numbers for tests, and the tensors that hold them. */

import * as tf from "../../src/engine/tf.ts";

/** Repeatable numbers of both signs, of size 2 at most. */
export function numbers(count: number, seed = 1): number[] {
  return Array.from(
    { length: count },
    (_, i) => Math.fround(Math.sin((i + 1) * 12.9898 * seed) * 2),
  );
}

/** A float32 tensor of such numbers. */
export function filled(shape: number[], seed = 1): tf.Tensor {
  return tf.tensor(numbers(tf.util.sizeFromShape(shape), seed), shape);
}

/** Numbers in rows of `width`. */
export function inRows(values: readonly number[], width: number): number[][] {
  return Array.from(
    { length: values.length / width },
    (_, row) => values.slice(row * width, (row + 1) * width),
  );
}

/** What a tensor holds. */
export function valuesOf(tensor: tf.Tensor): number[] {
  return Array.from(tensor.dataSync());
}

/** Runs `body`, which may leave no tensor behind. */
export function tidily(body: () => void): void {
  const before = tf.memory().numTensors;
  tf.tidy(body);
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Error(`${left} tensors are left behind`);
}
