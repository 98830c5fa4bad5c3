/**
 * Squares of small errors, sizes of large ones.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { LOSS_OPTIONS, type LossOptions, meanLoss, requireLossOptions } from "./loss_options.ts";

/** Options of {@linkcode huber}. */
export interface HuberOptions extends LossOptions {
  /** Up to which error the loss is quadratic; 1 unless told. */
  readonly delta?: number;
}

const HUBER_OPTIONS: OptionNames<HuberOptions> = {
  ...LOSS_OPTIONS,
  delta: true,
};

/**
 * Half the square of errors up to `delta`, linear beyond it, so that outliers weigh less: Keras' `Huber`.
 *
 * P. J. Huber, Robust Estimation of a Location Parameter, 1964.
 *
 * @param targets What is true, `[batch, …]`.
 * @param outputs What the model answered, float32 of the same shape.
 * @param options Where it becomes linear, weights and reduction.
 * @returns A scalar, or without reduction one loss per example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 * @throws {RangeError} When delta is not above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const each = nn.huber(tf.tensor1d([0, 0]), tf.tensor1d([1, 9]), { reduction: "none" });
 * assertEquals([...each.dataSync()], [0.5, 8.5]);
 * ```
 */
export function huber(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: HuberOptions = {},
): tf.Tensor {
  requireLossOptions("huber", options, HUBER_OPTIONS);
  const { delta = 1 } = options;
  if (!(delta > 0)) {
    throw new RangeError(`Cannot compute huber: delta must be above 0, not ${delta}`);
  }
  return meanLoss("huber", [targets, outputs], options, (t, o) => {
    const size = tf.abs(tf.sub(t, o));
    // Only what is below delta is squared: errors of 1e30 do not overflow.
    const small = tf.minimum(size, delta);
    return tf.add(tf.mul(tf.square(small), 0.5), tf.mul(tf.sub(size, small), delta));
  });
}

/**
 * Mean of `log(cosh(error))`, quadratic near 0 and linear far from it: Keras' `LogCosh`.
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
 * const loss = nn.logCosh(tf.tensor1d([0]), tf.tensor1d([2]));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(Math.cosh(2)), 1e-6);
 * ```
 */
export function logCosh(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("logCosh", options);
  return meanLoss("logCosh", [targets, outputs], options, (t, o) => {
    // log(cosh(x)) = |x| + log(1 + exp(-2|x|)) - log(2)
    const size = tf.abs(tf.sub(t, o));
    return tf.sub(tf.add(size, tf.softplus(tf.mul(size, -2))), Math.LN2);
  });
}
