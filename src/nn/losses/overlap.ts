/**
 * How far masks do not overlap.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import {
  EPSILON,
  LOSS_OPTIONS,
  type LossOptions,
  lossPair,
  reduceLoss,
  requireLossOptions,
} from "./loss_options.ts";

/** Options of {@linkcode dice}. */
export interface DiceOptions extends LossOptions {
  /** Axes over which a mask reaches; unless told all, which makes one mask of the batch. */
  readonly axis?: number | readonly number[];
}

const DICE_OPTIONS: OptionNames<DiceOptions> = {
  ...LOSS_OPTIONS,
  axis: true,
};

/** Options of {@linkcode tversky}. */
export interface TverskyOptions extends DiceOptions {
  /** How much it costs where the target is and the output is not; 0.5 unless told. */
  readonly alpha?: number;
  /** How much it costs where the output is and the target is not; 0.5 unless told. */
  readonly beta?: number;
}

const TVERSKY_OPTIONS: OptionNames<TverskyOptions> = {
  ...DICE_OPTIONS,
  alpha: true,
  beta: true,
};

type Sum = (values: tf.Tensor) => tf.Tensor;

function overlapLoss(
  name: string,
  given: readonly [tf.Tensor, tf.Tensor],
  options: DiceOptions,
  loss: (targets: tf.Tensor, outputs: tf.Tensor, sum: Sum) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    const { targets, outputs } = lossPair(name, ...given);
    const axes = options.axis === undefined ? undefined : [options.axis].flat();
    return reduceLoss(name, loss(targets, outputs, (values) => tf.sum(values, axes)), options);
  });
}

/**
 * One less the Dice coefficient, `2 · |A ∩ B| / (|A| + |B|)`, for masks of segmentation: Keras' `Dice`.
 *
 * @param targets Masks, 0 or 1, `[batch, …]`.
 * @param outputs Probabilities, float32 of the same shape.
 * @param options Axes of a mask, weights and reduction.
 * @returns A scalar, or without reduction one loss per mask.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.dice(tf.tensor2d([[1, 1, 0, 0]]), tf.tensor2d([[1, 0, 0, 0]]));
 * assertAlmostEquals(loss.dataSync()[0]!, 1 / 3, 1e-6);
 * ```
 */
export function dice(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: DiceOptions = {},
): tf.Tensor {
  requireLossOptions("dice", options, DICE_OPTIONS);
  return overlapLoss("dice", [targets, outputs], options, (t, o, sum) => {
    const sizes = tf.add(tf.add(sum(t), sum(o)), EPSILON);
    return tf.sub(1, tf.div(tf.mul(sum(tf.mul(t, o)), 2), sizes));
  });
}

/**
 * One less the Tversky index, {@linkcode dice} with a price of its own for each kind of error: Keras'
 * `Tversky`, for which `alpha` is the price of what is missed.
 *
 * S. S. M. Salehi et al., Tversky Loss Function for Image Segmentation, 2017.
 *
 * @param targets Masks, 0 or 1, `[batch, …]`.
 * @param outputs Probabilities, float32 of the same shape.
 * @param options Prices, axes of a mask, weights and reduction.
 * @returns A scalar, or without reduction one loss per mask.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const [targets, outputs] = [tf.tensor2d([[1, 1, 0]]), tf.tensor2d([[1, 0, 0]])];
 * const loss = nn.tversky(targets, outputs, { alpha: 0.9, beta: 0.1 });
 * assertAlmostEquals(loss.dataSync()[0]!, 1 - 1 / 1.9, 1e-6);
 * ```
 */
export function tversky(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: TverskyOptions = {},
): tf.Tensor {
  requireLossOptions("tversky", options, TVERSKY_OPTIONS);
  const { alpha = 0.5, beta = 0.5 } = options;
  return overlapLoss("tversky", [targets, outputs], options, (t, o, sum) => {
    const both = sum(tf.mul(t, o));
    const missed = tf.mul(sum(tf.mul(t, tf.sub(1, o))), alpha);
    const extra = tf.mul(sum(tf.mul(o, tf.sub(1, t))), beta);
    return tf.sub(1, tf.div(both, tf.add(tf.add(both, tf.add(missed, extra)), EPSILON)));
  });
}
