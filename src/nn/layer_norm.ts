/**
 * Layer norm.
 *
 * @module
 */

import { layerNormOfRows } from "../engine/fused/layer_norm.ts";
import * as tf from "../engine/tf.ts";
import { normalizedRows, type NormOptions } from "./normalized_rows.ts";

/** Options of {@linkcode layerNorm}. */
export interface LayerNormOptions extends NormOptions {
  /** What is added last, float32 of the shape of the normalised axes. Default: nothing. */
  beta?: tf.Tensor;
}

/**
 * Gives each example zero mean and unit variance over its last axes, then scales and shifts it:
 * `(x - mean) / sqrt(variance + epsilon) * gamma + beta`.
 *
 * J. L. Ba, J. R. Kiros, G. E. Hinton: Layer Normalization, https://arxiv.org/abs/1607.06450.
 *
 * @param x float32 `[..., width]`.
 * @param options Which axes, and what follows. `epsilon` is 1e-5 by default.
 * @returns float32 of the shape of `x`.
 * @throws {TypeError} When shapes or dtypes are others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const y = nn.layerNorm(tf.tensor2d([[1, 3]]), { epsilon: 0, gamma: tf.tensor1d([1, 10]) });
 * assertEquals(y.arraySync(), [[-1, 10]]);
 * ```
 */
export function layerNorm(x: tf.Tensor, options: LayerNormOptions = {}): tf.Tensor {
  const { epsilon = 1e-5, gamma, beta } = options;
  return tf.tidy(() => {
    const rows = normalizedRows("normalise a layer", x, {
      ...options,
      parameters: { gamma, beta },
    });
    return tf.reshape(layerNormOfRows(rows, { epsilon }), x.shape);
  });
}
