/**
 * Cross entropy of class numbers.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../core/require_options.ts";
import { crossEntropyOfClasses } from "../engine/fused/softmax_cross_entropy.ts";
import * as tf from "../engine/tf.ts";
import { reduceLosses, type Reduction } from "./reduction.ts";
import { described, requireFloat } from "./require_float.ts";

/** Options of {@linkcode sparseSoftmaxCrossEntropy}. */
export interface SparseSoftmaxCrossEntropyOptions {
  /** What becomes of the losses. Default "mean", over those that are not ignored. */
  reduction?: Reduction;
  /** A class number whose examples do not count, such as that of padding. Default: none. */
  ignoreIndex?: number;
}

const SPARSE_SOFTMAX_CROSS_ENTROPY_OPTIONS: OptionNames<SparseSoftmaxCrossEntropyOptions> = {
  reduction: true,
  ignoreIndex: true,
};

/**
 * Cross entropy between class numbers and logits: `-log(softmax(logits)[class])` per example, computed
 * in one stable step without one-hot rows.
 *
 * @param labels Class numbers, int32 `[...]`.
 * @param logits Unnormalised scores, float32 `[..., classes]`. A logit of -Infinity is a class that
 * cannot be.
 * @returns A scalar, or `[...]` without reduction.
 * @throws {TypeError} When shapes or dtypes are others.
 * @throws {Error} When there is no class of such a number; where XLA compiles it the loss is NaN.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const labels = tf.tensor1d([3, -1], "int32");
 * const loss = nn.sparseSoftmaxCrossEntropy(labels, tf.zeros([2, 10]), { ignoreIndex: -1 });
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(10), 1e-6);
 * ```
 */
export function sparseSoftmaxCrossEntropy(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: SparseSoftmaxCrossEntropyOptions = {},
): tf.Tensor {
  requireOptions("Cannot compute the cross entropy", options, SPARSE_SOFTMAX_CROSS_ENTROPY_OPTIONS);
  const { reduction = "mean", ignoreIndex } = options;
  requireFloat("compute the cross entropy", { logits });
  const classes = logits.shape.at(-1) ?? 0;
  const outer = logits.shape.slice(0, -1);
  if (labels.dtype !== "int32" || classes === 0 || !tf.util.arraysEqual(labels.shape, outer)) {
    throw new TypeError(
      "Cannot compute the cross entropy: labels must be class numbers, int32 [...], and logits " +
        `[..., classes], but they are ${described(labels)} and ${described(logits)}`,
    );
  }
  return tf.tidy(() => {
    const counts = ignoreIndex === undefined ? undefined : tf.notEqual(labels, ignoreIndex);
    const known = counts === undefined ? labels : tf.mul(labels, tf.cast(counts, "int32"));
    const rows = crossEntropyOfClasses(
      tf.reshape(known, [labels.size]),
      tf.reshape(logits, [labels.size, classes]),
    );
    const weights = counts === undefined ? undefined : tf.cast(counts, "float32");
    return reduceLosses(tf.reshape(rows, outer), reduction, weights);
  });
}
