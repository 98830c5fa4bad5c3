/**
 * Squares of errors.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import { EPSILON, type LossOptions, meanLoss, requireLossOptions } from "./loss_options.ts";

/**
 * Mean of the squares of the errors: Keras' `MeanSquaredError`.
 *
 * @param targets What is true, `[batch, …]`; `[batch]` beside outputs `[batch, 1]` is the same.
 * @param outputs What the model answered, float32.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per example, `[batch, …]` without the last axis.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.meanSquaredError(tf.tensor1d([1, 2]), tf.tensor2d([[1], [4]]));
 * assertEquals(loss.dataSync()[0], 2);
 * ```
 */
export function meanSquaredError(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("meanSquaredError", options);
  return meanLoss(
    "meanSquaredError",
    [targets, outputs],
    options,
    (t, o) => tf.square(tf.sub(t, o)),
  );
}

/**
 * Mean of the squares of the differences of `log(1 + x)`, where numbers below 1e-7 count as that: Keras'
 * `MeanSquaredLogarithmicError`.
 *
 * @param targets What is true, `[batch, …]`.
 * @param outputs What the model answered, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.meanSquaredLogarithmicError(tf.tensor1d([0]), tf.tensor1d([Math.E - 1]));
 * assertAlmostEquals(loss.dataSync()[0]!, 1, 1e-5);
 * ```
 */
export function meanSquaredLogarithmicError(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("meanSquaredLogarithmicError", options);
  const log = (x: tf.Tensor) => tf.log1p(tf.maximum(x, EPSILON));
  return meanLoss(
    "meanSquaredLogarithmicError",
    [targets, outputs],
    options,
    (t, o) => tf.square(tf.sub(log(t), log(o))),
  );
}
