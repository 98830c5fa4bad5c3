/**
 * Cross entropy that wrong labels spoil less.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import {
  LOSS_OPTIONS,
  type LossOptions,
  reduceLoss,
  refuse,
  requireLossOptions,
} from "./loss_options.ts";

/** Options of {@linkcode categoricalGeneralizedCrossEntropy}. */
export interface GeneralizedCrossEntropyOptions extends LossOptions {
  /** From nearly the cross entropy, near 0, to nearly the absolute error, near 1; 0.5 unless told. */
  readonly q?: number;
}

const GENERALIZED_CROSS_ENTROPY_OPTIONS: OptionNames<GeneralizedCrossEntropyOptions> = {
  ...LOSS_OPTIONS,
  q: true,
};

/**
 * `(1 - p^q) / q` of the right class's probability, which noisy labels spoil less than the cross entropy:
 * Keras' `CategoricalGeneralizedCrossEntropy`.
 *
 * Z. Zhang, M. Sabuncu, Generalized Cross Entropy Loss, 2018.
 *
 * @param targets Class numbers, int32 `[batch, …]`.
 * @param outputs Probabilities, float32 `[batch, …, classes]`.
 * @param options The power, weights and reduction.
 * @returns A scalar, or without reduction one loss per class number.
 * @throws {TypeError} When shapes or dtypes do not fit.
 * @throws {RangeError} When q is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const [targets, outputs] = [tf.tensor1d([0], "int32"), tf.tensor2d([[0.25, 0.75]])];
 * const loss = nn.categoricalGeneralizedCrossEntropy(targets, outputs);
 * assertAlmostEquals(loss.dataSync()[0]!, 1, 1e-6);
 * ```
 */
export function categoricalGeneralizedCrossEntropy(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: GeneralizedCrossEntropyOptions = {},
): tf.Tensor {
  requireLossOptions(
    "categoricalGeneralizedCrossEntropy",
    options,
    GENERALIZED_CROSS_ENTROPY_OPTIONS,
  );
  const name = "categoricalGeneralizedCrossEntropy";
  const { q = 0.5 } = options;
  if (!(q > 0 && q < 1)) {
    throw new RangeError(`Cannot compute ${name}: q must be above 0 and below 1, not ${q}`);
  }
  if (
    targets.dtype !== "int32" || outputs.dtype !== "float32" || !outputs.shape.at(-1) ||
    !tf.util.arraysEqual(targets.shape, outputs.shape.slice(0, -1))
  ) {
    refuse(
      name,
      targets,
      outputs,
      "targets must be class numbers, int32 [batch, …], and outputs float32 [batch, …, classes]",
    );
  }
  return tf.tidy(() => {
    const hot = tf.cast(tf.oneHot(targets as tf.Tensor1D, outputs.shape.at(-1)!), "float32");
    const p = tf.sum(tf.mul(outputs, hot), -1);
    return reduceLoss(name, tf.div(tf.sub(1, tf.pow(p, q)), q), options);
  });
}
