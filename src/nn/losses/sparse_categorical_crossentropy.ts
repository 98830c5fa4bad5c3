/**
 * Cross entropy of class numbers.
 *
 * @module
 */
import type * as tf from "../../engine/tf.ts";
import { sparseSoftmaxCrossEntropy } from "../sparse_softmax_cross_entropy.ts";

/**
 * Mean cross entropy between class numbers and logits, computed in one stable step
 * (log-sum-exp); an untrained classifier of n classes scores about ln(n).
 *
 * @param targets Class numbers, int32 `[batch]`.
 * @param logits Unnormalised scores, float32 `[batch, classes]`: the output of a layer without softmax.
 * @returns The mean over the batch, a scalar.
 * @throws {TypeError} When the shapes or dtypes are others.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.sparseCategoricalCrossentropy(tf.tensor1d([3], "int32"), tf.zeros([1, 10]));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(10), 1e-6);
 * ```
 */
export function sparseCategoricalCrossentropy(targets: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  if (
    targets.dtype !== "int32" || targets.rank !== 1 || logits.rank !== 2 ||
    targets.shape[0] !== logits.shape[0]
  ) {
    throw new TypeError(
      "Cannot compute the cross entropy: targets must be class numbers, int32 [batch], and logits " +
        `[batch, classes], but they are ${targets.dtype} [${targets.shape.join(", ")}] and ` +
        `${logits.dtype} [${logits.shape.join(", ")}]`,
    );
  }
  return sparseSoftmaxCrossEntropy(targets, logits) as tf.Scalar;
}
