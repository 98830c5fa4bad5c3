/**
 * Gradients kept short, with Keras' formulas.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/**
 * The length of all gradients as one vector.
 *
 * @param gradients float32, of any shapes.
 * @returns The square root of the sum of all squares.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const norm = train.gradients.globalNorm([tf.tensor1d([3, 0]), tf.scalar(4)]);
 * assertEquals(norm.dataSync()[0], 5);
 * ```
 */
export function globalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() =>
    tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))))) as tf.Scalar
  );
}

/**
 * Gradients shortened by one factor, so that they are at most `norm` long as one vector.
 *
 * If one is not finite, all become NaN: it is not hidden.
 *
 * @returns As many tensors, of the same shapes.
 */
export function clipByGlobalNorm(gradients: readonly tf.Tensor[], norm: number): tf.Tensor[] {
  if (gradients.length === 0) return [];
  return tf.tidy(() => {
    const length = globalNorm(gradients);
    const factor = tf.mul(norm, tf.minimum(tf.div(1, length), 1 / norm));
    const marked = tf.add(factor, tf.sub(length, length));
    return gradients.map((gradient) => tf.mul(gradient, marked));
  });
}

/** One gradient, shortened so that it is at most `norm` long. */
export function clipByNorm(gradient: tf.Tensor, norm: number): tf.Tensor {
  return tf.tidy(() =>
    tf.div(tf.mul(gradient, norm), tf.maximum(tf.sqrt(tf.sum(tf.square(gradient))), norm))
  );
}

/** One gradient with each element between `-value` and `value`. */
export function clipByValue(gradient: tf.Tensor, value: number): tf.Tensor {
  return tf.clipByValue(gradient, -value, value);
}
