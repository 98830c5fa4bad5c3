/**
 * Cross entropy of classes, of which one is right.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import { crossEntropyOfRows } from "../../engine/fused/softmax_cross_entropy.ts";
import * as tf from "../../engine/tf.ts";
import {
  EPSILON,
  LOSS_OPTIONS,
  type LossOptions,
  lossPair,
  reduceLoss,
  requireLossOptions,
  requireShare,
} from "./loss_options.ts";

/** Options of {@linkcode categoricalCrossentropy}. */
export interface CategoricalCrossentropyOptions extends LossOptions {
  /** Whether the outputs come without softmax; false unless told, as in Keras. */
  readonly fromLogits?: boolean;
  /** Share of each target that is spread evenly over all classes, from 0 to below 1; 0 unless told. */
  readonly labelSmoothing?: number;
}

const CATEGORICAL_CROSSENTROPY_OPTIONS: OptionNames<CategoricalCrossentropyOptions> = {
  ...LOSS_OPTIONS,
  fromLogits: true,
  labelSmoothing: true,
};

/** Options of {@linkcode categoricalFocalCrossentropy}. */
export interface CategoricalFocalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /** How little easy examples count; 2 unless told. */
  readonly gamma?: number;
  /** What the losses are multiplied by; 0.25 unless told. */
  readonly alpha?: number;
}

const CATEGORICAL_FOCAL_CROSSENTROPY_OPTIONS: OptionNames<CategoricalFocalCrossentropyOptions> = {
  ...CATEGORICAL_CROSSENTROPY_OPTIONS,
  gamma: true,
  alpha: true,
};

function smoothed(targets: tf.Tensor, labelSmoothing: number): tf.Tensor {
  if (labelSmoothing === 0) return targets;
  const classes = targets.shape.at(-1)!;
  return tf.add(tf.mul(targets, 1 - labelSmoothing), labelSmoothing / classes);
}

/** Probabilities whose sum is 1, from 1e-7 to 1 - 1e-7. */
function normalized(outputs: tf.Tensor): tf.Tensor {
  const shares = tf.div(outputs, tf.sum(outputs, -1, true));
  return tf.clipByValue(shares, EPSILON, 1 - EPSILON);
}

/**
 * Cross entropy between one-hot rows, or probabilities, and a model's answers: Keras'
 * `CategoricalCrossentropy`. Probabilities are brought to the sum of 1 and count as from 1e-7 to
 * 1 - 1e-7; from logits it is computed in one exact step.
 *
 * @param targets Probabilities, `[batch, …, classes]`.
 * @param outputs Probabilities, or with `fromLogits` scores, float32 of the same shape.
 * @param options What the outputs are, smoothing, weights and reduction.
 * @returns A scalar, or without reduction one loss per row.
 * @throws {TypeError} When shapes or dtypes do not fit.
 * @throws {RangeError} When the smoothing is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.categoricalCrossentropy(tf.tensor2d([[0, 1]]), tf.tensor2d([[0.75, 0.25]]));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(4), 1e-6);
 * ```
 */
export function categoricalCrossentropy(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: CategoricalCrossentropyOptions = {},
): tf.Tensor {
  requireLossOptions("categoricalCrossentropy", options, CATEGORICAL_CROSSENTROPY_OPTIONS);
  const name = "categoricalCrossentropy";
  const { fromLogits = false, labelSmoothing = 0 } = options;
  requireShare(name, "labelSmoothing", labelSmoothing);
  return tf.tidy(() => {
    const pair = lossPair(name, targets, outputs);
    const t = smoothed(pair.targets, labelSmoothing);
    if (!fromLogits) {
      const losses = tf.neg(tf.sum(tf.mul(t, tf.log(normalized(pair.outputs))), -1));
      return reduceLoss(name, losses, options);
    }
    const classes = t.shape.at(-1)!;
    const rows = [classes === 0 ? 0 : t.size / classes, classes];
    const losses = crossEntropyOfRows(tf.reshape(t, rows), tf.reshape(pair.outputs, rows));
    return reduceLoss(name, tf.reshape(losses, t.shape.slice(0, -1)), options);
  });
}

/**
 * Categorical cross entropy in which examples that are already right count little, `(1 - p)^gamma` each:
 * Keras' `CategoricalFocalCrossentropy`.
 *
 * T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017.
 *
 * @param targets One-hot rows, `[batch, …, classes]`.
 * @param outputs Probabilities, or with `fromLogits` scores, float32 of the same shape.
 * @param options Focus and those of {@linkcode categoricalCrossentropy}.
 * @returns A scalar, or without reduction one loss per row.
 * @throws {TypeError} When shapes or dtypes do not fit.
 * @throws {RangeError} When the smoothing is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const [targets, outputs] = [tf.tensor2d([[0, 1]]), tf.tensor2d([[0.5, 0.5]])];
 * const loss = nn.categoricalFocalCrossentropy(targets, outputs);
 * assertAlmostEquals(loss.dataSync()[0]!, 0.25 * 0.25 * Math.LN2, 1e-6);
 * ```
 */
export function categoricalFocalCrossentropy(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: CategoricalFocalCrossentropyOptions = {},
): tf.Tensor {
  requireLossOptions(
    "categoricalFocalCrossentropy",
    options,
    CATEGORICAL_FOCAL_CROSSENTROPY_OPTIONS,
  );
  const name = "categoricalFocalCrossentropy";
  const { fromLogits = false, labelSmoothing = 0, gamma = 2, alpha = 0.25 } = options;
  requireShare(name, "labelSmoothing", labelSmoothing);
  return tf.tidy(() => {
    const pair = lossPair(name, targets, outputs);
    const t = smoothed(pair.targets, labelSmoothing);
    const p = normalized(fromLogits ? tf.softmax(pair.outputs) : pair.outputs);
    const entropy = tf.mul(t, fromLogits ? tf.logSoftmax(pair.outputs) : tf.log(p));
    const focal = tf.mul(tf.pow(tf.sub(1, p), gamma), entropy);
    return reduceLoss(name, tf.mul(tf.sum(focal, -1), -alpha), options);
  });
}
