/**
 * Root mean square norm.
 *
 * @module
 */

import { rmsNormOfRows } from "../engine/fused/layer_norm.ts";
import * as tf from "../engine/tf.ts";
import { normalizedRows, type NormOptions } from "./normalized_rows.ts";

/** Options of {@linkcode rmsNorm}. */
export type RmsNormOptions = NormOptions;

/**
 * Gives each example a mean square of 1 over its last axes, then scales it:
 * `x / sqrt(mean(x^2) + epsilon) * gamma`.
 *
 * B. Zhang, R. Sennrich: Root Mean Square Layer Normalization, https://arxiv.org/abs/1910.07467.
 *
 * @param x float32 `[..., width]`.
 * @param options Which axes, and what follows. `epsilon` is 1e-6 by default.
 * @returns float32 of the shape of `x`.
 * @throws {TypeError} When shapes or dtypes are others.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const y = nn.rmsNorm(tf.tensor1d([1, 7]), { epsilon: 0 });
 * assertAlmostEquals(y.dataSync()[1]!, 1.4, 1e-6);
 * ```
 */
export function rmsNorm(x: tf.Tensor, options: RmsNormOptions = {}): tf.Tensor {
  const { epsilon = 1e-6, gamma } = options;
  return tf.tidy(() => {
    const rows = normalizedRows("normalise by size", x, { ...options, parameters: { gamma } });
    return tf.reshape(rmsNormOfRows(rows, { epsilon }), x.shape);
  });
}
