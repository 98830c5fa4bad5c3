/**
 * Cross entropy of answers that are yes or no.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import {
  EPSILON,
  LOSS_OPTIONS,
  type LossOptions,
  meanLoss,
  requireLossOptions,
  requireShare,
} from "./loss_options.ts";

/** Options of {@linkcode binaryCrossentropy}. */
export interface BinaryCrossentropyOptions extends LossOptions {
  /** Whether the outputs come without sigmoid; false unless told, as in Keras. */
  readonly fromLogits?: boolean;
  /** How far targets move towards 0.5, from 0 to below 1; 0 unless told. */
  readonly labelSmoothing?: number;
}

const BINARY_CROSSENTROPY_OPTIONS: OptionNames<BinaryCrossentropyOptions> = {
  ...LOSS_OPTIONS,
  fromLogits: true,
  labelSmoothing: true,
};

/** Options of {@linkcode binaryFocalCrossentropy}. */
export interface BinaryFocalCrossentropyOptions extends BinaryCrossentropyOptions {
  /** How little easy examples count; 2 unless told. */
  readonly gamma?: number;
  /** The weight of class 1, where `applyClassBalancing`; 0.25 unless told. */
  readonly alpha?: number;
  /** Whether the classes get weights `alpha` and `1 - alpha`; false unless told. */
  readonly applyClassBalancing?: boolean;
}

const BINARY_FOCAL_CROSSENTROPY_OPTIONS: OptionNames<BinaryFocalCrossentropyOptions> = {
  ...BINARY_CROSSENTROPY_OPTIONS,
  gamma: true,
  alpha: true,
  applyClassBalancing: true,
};

function smoothed(targets: tf.Tensor, labelSmoothing: number): tf.Tensor {
  if (labelSmoothing === 0) return targets;
  return tf.add(tf.mul(targets, 1 - labelSmoothing), labelSmoothing / 2);
}

/** Cross entropy of each number. */
function each(targets: tf.Tensor, outputs: tf.Tensor, fromLogits: boolean): tf.Tensor {
  const rest = tf.sub(1, targets);
  if (fromLogits) {
    // Written with softplus, whose slope at 0 is a half: |x| and max(x, 0) have none there.
    return tf.add(
      tf.mul(targets, tf.softplus(tf.neg(outputs))),
      tf.mul(rest, tf.softplus(outputs)),
    );
  }
  const p = tf.clipByValue(outputs, EPSILON, 1 - EPSILON);
  return tf.neg(tf.add(tf.mul(targets, tf.log(p)), tf.mul(rest, tf.log(tf.sub(1, p)))));
}

/**
 * Cross entropy of probabilities that each stand for yes: Keras' `BinaryCrossentropy`. Probabilities
 * count as from 1e-7 to 1 - 1e-7; from logits it is exact.
 *
 * @param targets 0 or 1 or between, `[batch, …]`.
 * @param outputs Probabilities, or with `fromLogits` scores, float32 of the same shape.
 * @param options What the outputs are, smoothing, weights and reduction.
 * @returns A scalar, or without reduction the mean over the last axis of each example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 * @throws {RangeError} When the smoothing is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const targets = tf.tensor1d([1, 0]);
 * const loss = nn.binaryCrossentropy(targets, tf.tensor1d([0, 0]), { fromLogits: true });
 * assertAlmostEquals(loss.dataSync()[0]!, Math.LN2, 1e-6);
 * ```
 */
export function binaryCrossentropy(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: BinaryCrossentropyOptions = {},
): tf.Tensor {
  requireLossOptions("binaryCrossentropy", options, BINARY_CROSSENTROPY_OPTIONS);
  const { fromLogits = false, labelSmoothing = 0 } = options;
  requireShare("binaryCrossentropy", "labelSmoothing", labelSmoothing);
  return meanLoss(
    "binaryCrossentropy",
    [targets, outputs],
    options,
    (t, o) => each(smoothed(t, labelSmoothing), o, fromLogits),
  );
}

/**
 * Binary cross entropy in which examples that are already right count little, `(1 - p)^gamma` each:
 * Keras' `BinaryFocalCrossentropy`.
 *
 * T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017.
 *
 * @param targets 0 or 1, `[batch, …]`.
 * @param outputs Probabilities, or with `fromLogits` scores, float32 of the same shape.
 * @param options Focus, balance of the classes and those of {@linkcode binaryCrossentropy}.
 * @returns A scalar, or without reduction the mean over the last axis of each example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 * @throws {RangeError} When the smoothing is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.binaryFocalCrossentropy(tf.tensor1d([1]), tf.tensor1d([0.5]));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.LN2 / 4, 1e-6);
 * ```
 */
export function binaryFocalCrossentropy(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: BinaryFocalCrossentropyOptions = {},
): tf.Tensor {
  requireLossOptions("binaryFocalCrossentropy", options, BINARY_FOCAL_CROSSENTROPY_OPTIONS);
  const { fromLogits = false, labelSmoothing = 0, gamma = 2, alpha = 0.25 } = options;
  requireShare("binaryFocalCrossentropy", "labelSmoothing", labelSmoothing);
  return meanLoss("binaryFocalCrossentropy", [targets, outputs], options, (given, o) => {
    const t = smoothed(given, labelSmoothing);
    const p = fromLogits ? tf.sigmoid(o) : o;
    const rest = tf.sub(1, t);
    // What is missing to certainty of the right answer.
    const missing = tf.add(tf.mul(t, tf.sub(1, p)), tf.mul(rest, p));
    const focal = tf.mul(tf.pow(missing, gamma), each(t, o, fromLogits));
    if (!options.applyClassBalancing) return focal;
    return tf.mul(tf.add(tf.mul(t, alpha), tf.mul(rest, 1 - alpha)), focal);
  });
}
