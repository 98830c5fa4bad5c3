/**
 * Cross entropy of probabilities.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../core/require_options.ts";
import { crossEntropyOfRows } from "../engine/fused/softmax_cross_entropy.ts";
import * as tf from "../engine/tf.ts";
import { reduceLosses, type Reduction } from "./reduction.ts";
import { described, requireFloat } from "./require_float.ts";

/** Options of {@linkcode softmaxCrossEntropy}. */
export interface SoftmaxCrossEntropyOptions {
  /** What becomes of the losses. Default "mean". */
  reduction?: Reduction;
  /** Share of each label that is spread evenly over all classes, from 0 to below 1. Default 0. */
  labelSmoothing?: number;
}

const SOFTMAX_CROSS_ENTROPY_OPTIONS: OptionNames<SoftmaxCrossEntropyOptions> = {
  reduction: true,
  labelSmoothing: true,
};

/**
 * Cross entropy between probabilities and logits: `-sum(labels * log(softmax(logits)))` per example,
 * computed in one stable step.
 *
 * A logit of -Infinity is a class that cannot be: where its label is 0 it adds nothing.
 *
 * @param labels Probabilities, or one-hot rows, float32 `[..., classes]`.
 * @param logits Unnormalised scores, float32 of the same shape.
 * @returns A scalar, or `[...]` without reduction.
 * @throws {TypeError} When shapes or dtypes are others.
 * @throws {RangeError} When `labelSmoothing` is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const labels = tf.tensor2d([[0.5, 0.5]]);
 * assertAlmostEquals(nn.softmaxCrossEntropy(labels, tf.zeros([1, 2])).dataSync()[0]!, Math.log(2), 1e-6);
 * ```
 */
export function softmaxCrossEntropy(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: SoftmaxCrossEntropyOptions = {},
): tf.Tensor {
  requireOptions("Cannot compute the cross entropy", options, SOFTMAX_CROSS_ENTROPY_OPTIONS);
  const { reduction = "mean", labelSmoothing = 0 } = options;
  requireFloat("compute the cross entropy", { labels, logits });
  const classes = logits.shape.at(-1) ?? 0;
  if (classes === 0 || !tf.util.arraysEqual(labels.shape, logits.shape)) {
    throw new TypeError(
      "Cannot compute the cross entropy: labels and logits must both be [..., classes], but they " +
        `are ${described(labels)} and ${described(logits)}; for class numbers there is ` +
        "sparseSoftmaxCrossEntropy()",
    );
  }
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new RangeError(
      `Cannot smooth labels: labelSmoothing must be from 0 to below 1, not ${labelSmoothing}`,
    );
  }
  return tf.tidy(() => {
    const spread = labelSmoothing === 0
      ? labels
      : tf.add(tf.mul(labels, 1 - labelSmoothing), labelSmoothing / classes);
    const rows = [logits.size / classes, classes];
    const losses = crossEntropyOfRows(tf.reshape(spread, rows), tf.reshape(logits, rows));
    return reduceLosses(tf.reshape(losses, logits.shape.slice(0, -1)), reduction);
  });
}
