/**
 * The Gaussian error linear unit.
 *
 * @module
 */

import { geluOf } from "../engine/fused/gelu.ts";
import type * as tf from "../engine/tf.ts";
import { requireFloat } from "./require_float.ts";

/** Options of {@linkcode gelu}. */
export interface GeluOptions {
  /**
   * Whether the normal distribution is approximated by way of tanh, as in GPT-2:
   * `0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`. Default false.
   */
  approximate?: boolean;
}

/**
 * `x` times the share of a normal distribution that lies below it.
 *
 * D. Hendrycks, K. Gimpel: Gaussian Error Linear Units, https://arxiv.org/abs/1606.08415.
 *
 * @param x float32 of any shape.
 * @returns float32 of the same shape.
 * @throws {TypeError} When `x` is of another dtype.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * assertAlmostEquals(nn.gelu(tf.scalar(1)).dataSync()[0]!, 0.841345, 1e-5);
 * ```
 */
export function gelu(x: tf.Tensor, { approximate = false }: GeluOptions = {}): tf.Tensor {
  requireFloat("compute GELU", { x });
  return geluOf(x, { approximate });
}
