/**
 * Matrices made orthogonal by products alone.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/** Options of {@linkcode newtonSchulz}. */
export interface NewtonSchulzOptions {
  /** Turns. */
  readonly steps: number;
  /** Coefficients of x, x³ and x⁵. */
  readonly coefficients: readonly [number, number, number];
}

/**
 * A matrix with the same singular vectors, and singular values near 1: an odd polynomial, again and
 * again.
 *
 * @param x `[rows, columns]`.
 * @returns `[rows, columns]`.
 */
export function newtonSchulz(
  x: tf.Tensor2D,
  { steps, coefficients: [a, b, c] }: NewtonSchulzOptions,
): tf.Tensor2D {
  return tf.tidy(() => {
    // The smaller side's products are the smaller ones.
    const isTall = x.shape[0] > x.shape[1];
    const wide = isTall ? tf.transpose(x) : x;
    let y: tf.Tensor2D = tf.div(wide, tf.add(tf.sqrt(tf.sum(tf.square(wide))), 1e-7));
    for (let i = 0; i < steps; i++) {
      const square: tf.Tensor2D = tf.matMul(y, y, false, true);
      const inner = tf.add(tf.mul(square, b), tf.mul(tf.matMul(square, square), c));
      y = tf.add(tf.mul(y, a), tf.matMul(inner as tf.Tensor2D, y));
    }
    return isTall ? tf.transpose(y) : y;
  });
}
