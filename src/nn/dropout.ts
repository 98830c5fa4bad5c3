/**
 * Dropout.
 *
 * @module
 */

import * as tf from "../engine/tf.ts";
import { requireFloat } from "./require_float.ts";

/** Options of {@linkcode dropout}. */
export interface DropoutOptions {
  /** Whether the model is being trained; else `x` is returned as it is. Default true. */
  training?: boolean;
  /** Shape of the mask, 1 along axes whose elements are dropped together. Default: that of `x`. */
  noiseShape?: number[];
  /** Draws the same mask at each call. Default: another one each time. */
  seed?: number | string;
}

/**
 * Sets elements of `x` to 0 with probability `rate` and divides the others by `1 - rate`, so that the
 * expected sum stays.
 *
 * N. Srivastava et al.: Dropout, https://jmlr.org/papers/v15/srivastava14a.html. It draws with
 * `tf.dropout`, so in a function compiled by `jit` other elements are dropped at each call.
 *
 * @param x float32 of any shape.
 * @param rate From 0 to below 1.
 * @returns float32 of the same shape.
 * @throws {TypeError} When `x` is of another dtype.
 * @throws {RangeError} When `rate` is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const kept = tf.sum(nn.dropout(tf.ones([1000]), 0.5)).dataSync()[0]!;
 * assert(kept > 800 && kept < 1200);
 * ```
 */
export function dropout(
  x: tf.Tensor,
  rate: number,
  { training = true, noiseShape, seed }: DropoutOptions = {},
): tf.Tensor {
  requireFloat("drop out elements", { x });
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`Cannot drop out elements: rate must be from 0 to below 1, not ${rate}`);
  }
  return training && rate > 0 ? tf.dropout(x, rate, noiseShape, seed) : x.clone();
}
