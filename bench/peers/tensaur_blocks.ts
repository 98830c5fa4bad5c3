/**
 * What our own ops do for the jobs' models.
 *
 * @module
 */

import { nn, type tf } from "../../mod.ts";
import type { Blocks } from "./tfjs_side.ts";

/** Normalisation, GELU, attention and cross entropy, each in as few steps as the engine can. */
export const OUR_BLOCKS: Blocks = {
  layerNorm: (x, { scale, offset }) => nn.layerNorm(x, { gamma: scale, beta: offset }),
  gelu: (x) => nn.gelu(x, { approximate: true }),
  attention: (q, k, v) => nn.attention(q, k, v, { causal: true }) as tf.Tensor4D,
  crossEntropy: (classes, logits) => nn.sparseSoftmaxCrossEntropy(classes, logits) as tf.Scalar,
};
