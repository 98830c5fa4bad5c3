/**
 * Sizes of errors.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import { EPSILON, type LossOptions, meanLoss, requireLossOptions } from "./loss_options.ts";

/**
 * Mean of the sizes of the errors: Keras' `MeanAbsoluteError`.
 *
 * @param targets What is true, `[batch, …]`.
 * @param outputs What the model answered, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.meanAbsoluteError(tf.tensor1d([1, 2]), tf.tensor1d([1, 4]));
 * assertEquals(loss.dataSync()[0], 1);
 * ```
 */
export function meanAbsoluteError(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("meanAbsoluteError", options);
  return meanLoss("meanAbsoluteError", [targets, outputs], options, (t, o) => tf.abs(tf.sub(t, o)));
}

/**
 * Mean of the errors as percentages of the targets, which count as 1e-7 where they are smaller: Keras'
 * `MeanAbsolutePercentageError`.
 *
 * @param targets What is true, `[batch, …]`.
 * @param outputs What the model answered, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per example; 100 for an error as large as its target.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.meanAbsolutePercentageError(tf.tensor1d([4]), tf.tensor1d([5]));
 * assertEquals(loss.dataSync()[0], 25);
 * ```
 */
export function meanAbsolutePercentageError(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("meanAbsolutePercentageError", options);
  return meanLoss(
    "meanAbsolutePercentageError",
    [targets, outputs],
    options,
    (t, o) => tf.mul(tf.abs(tf.div(tf.sub(t, o), tf.maximum(tf.abs(t), EPSILON))), 100),
  );
}
