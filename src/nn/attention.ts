/**
 * Scaled dot product attention.
 *
 * @module
 */

import { attentionOf } from "../engine/fused/attention.ts";
import * as tf from "../engine/tf.ts";
import { attentionMask } from "./attention_mask.ts";
import { described, requireFloat } from "./require_float.ts";

/** Options of {@linkcode attention}. */
export interface AttentionOptions {
  /**
   * Whether each query sees the keys up to its own only. Where there are more keys than queries, the
   * queries are the last ones. Default false.
   */
  causal?: boolean;
  /**
   * Which keys each query sees, bool, or what is added to its scores, float32; broadcast to
   * `[..., queries, keys]`. Gradients flow to a float32 one. Default: all.
   */
  mask?: tf.Tensor;
  /** Factor of the scores. Default `1 / sqrt(width)`. */
  scale?: number;
  /** Probability with which a weight is dropped. Default 0. */
  dropout?: number;
}

/**
 * What each query finds: the mean of the values, weighted by how well their keys match it,
 * `softmax(q k' * scale + mask) v`.
 *
 * A. Vaswani et al.: Attention Is All You Need, https://arxiv.org/abs/1706.03762, equation 1. A query
 * that sees no key gets zeros, and passes no gradient on.
 *
 * @param q Queries, float32 `[batch, heads, queries, width]`, or with other axes in front.
 * @param k Keys, float32 `[batch, heads, keys, width]`.
 * @param v Values, float32 `[batch, heads, keys, depth]`.
 * @returns float32 `[batch, heads, queries, depth]`.
 * @throws {TypeError} When shapes or dtypes are others.
 * @throws {RangeError} When `dropout` is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const [q, k] = [tf.zeros([1, 1, 2, 4]), tf.zeros([1, 1, 2, 4])];
 * const v = tf.tensor([10, 20], [1, 1, 2, 1]);
 * assertEquals(nn.attention(q, k, v, { causal: true }).arraySync(), [[[[10], [15]]]]);
 * ```
 */
export function attention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  options: AttentionOptions = {},
): tf.Tensor {
  checkInputs(q, k, v);
  const { causal = false, mask, scale = 1 / Math.sqrt(q.shape.at(-1)!), dropout = 0 } = options;
  if (!(dropout >= 0 && dropout < 1)) {
    throw new RangeError(`Cannot attend: dropout must be from 0 to below 1, not ${dropout}`);
  }
  const scores = [...q.shape.slice(0, -1), k.shape.at(-2)!];
  return tf.tidy(() => {
    const { bias, seeing } = attentionMask(scores, { causal, mask });
    const keep = dropout > 0 ? tf.dropout(tf.ones(scores), dropout) : undefined;
    const y = attentionOf({ q, k, v, bias, keep }, { scale });
    return seeing === undefined ? y : tf.mul(y, seeing);
  });
}

function checkInputs(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): void {
  requireFloat("attend", { q, k, v });
  const [batch, ...others] = [q, k, v].map(({ shape }) => shape.slice(0, -2));
  const fits = q.rank >= 2 && others.every((shape) => tf.util.arraysEqual(shape, batch!)) &&
    q.shape.at(-1) === k.shape.at(-1) && k.shape.at(-2) === v.shape.at(-2);
  if (fits) return;
  throw new TypeError(
    "Cannot attend: q must be [..., queries, width], k [..., keys, width] and v [..., keys, depth] " +
      `with the same axes in front, but they are ${[q, k, v].map(described).join(", ")}`,
  );
}
