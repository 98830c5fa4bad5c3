/**
 * Batch norm.
 *
 * @module
 */

import { batchNormOf } from "../engine/fused/batch_norm.ts";
import type * as tf from "../engine/tf.ts";
import { described, requireFloat } from "./require_float.ts";

/** Options of {@linkcode batchNorm}. */
export interface BatchNormOptions {
  /** Factor of each channel, float32 `[channels]`. Default: 1. */
  gamma?: tf.Tensor;
  /** Summand of each channel, float32 `[channels]`. Default: 0. */
  beta?: tf.Tensor;
  /** Added under the root, at least 0. Default 1e-5. */
  epsilon?: number;
  /** The axis of the channels; negative ones count from the end. Default -1. */
  axis?: number;
}

/** What {@linkcode batchNorm} returns. */
export interface BatchNormResult {
  /** The normalised batch, float32 of the shape of `x`. */
  y: tf.Tensor;
  /** Mean of each channel, float32 `[channels]`. */
  mean: tf.Tensor;
  /** Variance of each channel in the batch, divided by its count, float32 `[channels]`. */
  variance: tf.Tensor;
}

/**
 * Gives each channel of a batch zero mean and unit variance, then scales and shifts it, as training
 * does; `tf.batchNorm` does it with a mean and a variance that are known.
 *
 * S. Ioffe, C. Szegedy: Batch Normalization, https://arxiv.org/abs/1502.03167, algorithm 1.
 *
 * @param x float32 of rank 2 or more, `[batch, ..., channels]` by default.
 * @returns The result, and the mean and variance that it was normalised with, for a moving average.
 * Gradients flow through all three.
 * @throws {TypeError} When shapes or dtypes are others.
 * @throws {RangeError} When `x` has no such axis or `epsilon` is negative.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const { y, mean } = nn.batchNorm(tf.tensor2d([[1, 10], [3, 10]]), { epsilon: 0.25 ** 2 });
 * assertEquals(mean.arraySync(), [2, 10]);
 * assertEquals(y.dataSync()[1], 0);
 * ```
 */
export function batchNorm(x: tf.Tensor, options: BatchNormOptions = {}): BatchNormResult {
  const { gamma, beta, epsilon = 1e-5, axis = -1 } = options;
  const doing = "normalise a batch";
  requireFloat(doing, { x, gamma, beta });
  const at = axis < 0 ? axis + x.rank : axis;
  if (x.rank < 2 || !Number.isInteger(at) || at < 0 || at >= x.rank) {
    throw new RangeError(
      `Cannot ${doing}: x must have rank 2 or more and the axis ${axis}, and it is ${described(x)}`,
    );
  }
  if (!(epsilon >= 0)) {
    throw new RangeError(`Cannot ${doing}: epsilon must be at least 0, not ${epsilon}`);
  }
  for (const [name, parameter] of Object.entries({ gamma, beta })) {
    if (parameter === undefined || parameter.rank === 1 && parameter.size === x.shape[at]) continue;
    throw new TypeError(
      `Cannot ${doing}: ${name} must be [channels], here [${x.shape[at]}], and it is ` +
        described(parameter),
    );
  }
  return batchNormOf({ x, gamma, beta }, { axis: at, epsilon });
}
