/**
 * Directions of vectors.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import {
  EPSILON,
  type LossOptions,
  lossPair,
  reduceLoss,
  requireLossOptions,
} from "./loss_options.ts";

/**
 * The cosine between targets and outputs with the sign that makes it a loss: -1 for one direction, 1 for
 * opposite ones, 0 where a vector is zero. Keras' `CosineSimilarity`.
 *
 * @param targets Vectors, `[batch, …, size]`.
 * @param outputs Vectors, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per vector.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.cosineSimilarity(tf.tensor2d([[0, 2]]), tf.tensor2d([[3, 3]]));
 * assertAlmostEquals(loss.dataSync()[0]!, -Math.SQRT1_2, 1e-6);
 * ```
 */
export function cosineSimilarity(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("cosineSimilarity", options);
  return tf.tidy(() => {
    const { targets: t, outputs: o } = lossPair("cosineSimilarity", targets, outputs);
    const product = tf.sum(tf.mul(unit(t), unit(o)), -1);
    return reduceLoss("cosineSimilarity", tf.neg(product), options);
  });
}

function unit(vectors: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(vectors), -1, true);
  return tf.mul(vectors, tf.rsqrt(tf.maximum(squares, EPSILON ** 2)));
}
