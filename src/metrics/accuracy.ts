/**
 * The share of right answers.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";

/**
 * The share of examples whose highest score is that of their class.
 *
 * @param targets Class numbers, int32 `[batch]`.
 * @param outputs Scores per class, logits or probabilities, `[batch, classes]`.
 * @returns A float32 scalar from 0 to 1.
 * @throws {TypeError} When the shapes or dtypes are others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const scores = tf.tensor2d([[0.9, 0.1], [0.8, 0.2]]);
 * assertEquals(metrics.accuracy(tf.tensor1d([0, 1], "int32"), scores).dataSync()[0], 0.5);
 * ```
 */
export function accuracy(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  if (
    targets.dtype !== "int32" || targets.rank !== 1 || outputs.rank !== 2 ||
    targets.shape[0] !== outputs.shape[0]
  ) {
    throw new TypeError(
      "Cannot compute the accuracy: targets must be class numbers, int32 [batch], and outputs " +
        `[batch, classes], but they are ${targets.dtype} [${targets.shape.join(", ")}] and ` +
        `${outputs.dtype} [${outputs.shape.join(", ")}]`,
    );
  }
  return tf.tidy(() =>
    tf.mean(tf.cast(tf.equal(tf.argMax(outputs, 1), targets), "float32")) as tf.Scalar
  );
}
