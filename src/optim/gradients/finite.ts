/**
 * Gradients that are no numbers any more.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/** Whether all elements of all gradients are finite: a bool scalar. */
export function areFinite(gradients: readonly tf.Tensor[]): tf.Scalar {
  // One sum each: a difference of an element with itself is 0, or NaN if it is not finite.
  return tf.tidy(() => {
    const sums = gradients.map((gradient) => tf.sum(tf.sub(gradient, gradient)));
    return tf.equal(tf.addN(sums), 0) as tf.Scalar;
  });
}
