/**
 * Cross entropy of class numbers.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { sparseSoftmaxCrossEntropy } from "../sparse_softmax_cross_entropy.ts";
import {
  EPSILON,
  LOSS_OPTIONS,
  type LossOptions,
  reduceLoss,
  refuse,
  requireLossOptions,
} from "./loss_options.ts";

/** Options of {@linkcode sparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions extends LossOptions {
  /** Whether the outputs come without softmax; **true** unless told, other than in Keras. */
  readonly fromLogits?: boolean;
  /** A class number whose places do not count, such as that of padding; none unless told. */
  readonly ignoreClass?: number;
}

const SPARSE_CATEGORICAL_CROSSENTROPY_OPTIONS: OptionNames<SparseCategoricalCrossentropyOptions> = {
  ...LOSS_OPTIONS,
  fromLogits: true,
  ignoreClass: true,
};

/**
 * Cross entropy between class numbers and logits, computed in one stable step (log-sum-exp); an
 * untrained classifier of n classes scores about ln(n). Keras' `SparseCategoricalCrossentropy`, but from
 * logits unless told.
 *
 * @param targets Class numbers, int32 `[batch, …]`.
 * @param logits Unnormalised scores, float32 `[batch, …, classes]`: the output of a layer without
 *   softmax, or with `fromLogits: false` probabilities.
 * @param options What the outputs are, what is ignored, weights and reduction. The mean is over the places
 *   that are not ignored.
 * @returns A scalar, or without reduction one loss per class number.
 * @throws {TypeError} When the shapes or dtypes are others.
 * @throws {Error} When there is no class of such a number; where XLA compiles it the loss is NaN.
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
export function sparseCategoricalCrossentropy(
  targets: tf.Tensor,
  logits: tf.Tensor,
  options: SparseCategoricalCrossentropyOptions = {},
): tf.Tensor {
  requireLossOptions("the cross entropy", options, SPARSE_CATEGORICAL_CROSSENTROPY_OPTIONS);
  const name = "the cross entropy";
  const { fromLogits = true, ignoreClass } = options;
  if (
    targets.dtype !== "int32" || logits.dtype !== "float32" || !logits.shape.at(-1) ||
    !tf.util.arraysEqual(targets.shape, logits.shape.slice(0, -1))
  ) {
    refuse(
      name,
      targets,
      logits,
      "targets must be class numbers, int32 [batch, …], and outputs float32 [batch, …, classes]",
    );
  }
  return tf.tidy(() => {
    const scores = fromLogits ? logits : tf.log(tf.clipByValue(logits, EPSILON, 1 - EPSILON));
    const losses = sparseSoftmaxCrossEntropy(targets, scores, {
      reduction: "none",
      ...ignoreClass !== undefined && { ignoreIndex: ignoreClass },
    });
    const mask = ignoreClass === undefined
      ? undefined
      : tf.cast(tf.notEqual(targets, ignoreClass), "float32");
    return reduceLoss(name, losses, options, mask);
  });
}
