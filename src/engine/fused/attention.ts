/** Scaled dot product attention. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { sumTo } from "../gradients/gradient.ts";
import { type FusedOp, runFused, runKernel, type Tensors } from "./fused_op.ts";

/** Attributes of an attention. */
export interface AttentionAttrs {
  /** Factor of the scores. */
  scale: number;
}

/** Inputs of an attention. */
export interface AttentionInputs {
  /** Queries, float32 [..., queries, width]. */
  q: tfjs.Tensor;
  /** Keys, float32 [..., keys, width]. */
  k: tfjs.Tensor;
  /** Values, float32 [..., keys, depth]. */
  v: tfjs.Tensor;
  /** Added to the scores: float32, broadcast to [..., queries, keys]. */
  bias?: tfjs.Tensor | undefined;
  /** Factors of the weights, such as dropout has them: float32 [..., queries, keys]. */
  keep?: tfjs.Tensor | undefined;
}

const op: FusedOp<AttentionAttrs> = {
  kernelName: "Attention",
  results: 1,
  composed: ({ q, k, v, bias, keep }, { scale }) => {
    let scores: tfjs.Tensor = tfjs.matMul(tfjs.mul(q!, scale), k!, false, true);
    if (bias) scores = tfjs.add(scores, bias);
    let weights = tfjs.softmax(scores);
    if (keep) weights = tfjs.mul(weights, keep);
    return [tfjs.matMul(weights, v!)];
  },
  gradient: ({ dys: [dy], inputs, kept: [y, weights, scaled], attrs, wanted }) => {
    const { q, k, v, bias, keep } = inputs;
    const given: Record<string, tfjs.Tensor> = { dy: dy!, q: q!, k: k!, v: v!, y: y! };
    if (keep) given.keep = keep;
    const all: Tensors = { ...given, weights: weights!, kept: scaled ?? weights! };
    const ofBias = bias !== undefined && wanted.includes("bias");
    const [dq, dk, dv, dscores] = runKernel("AttentionGrad", all, { ...attrs, ofBias });
    const gradients: Record<string, tfjs.Tensor> = { q: dq!, k: dk!, v: dv! };
    if (ofBias) gradients.bias = sumTo(dscores!, bias.shape);
    if (keep && wanted.includes("keep")) {
      gradients.keep = tfjs.mul(weights!, tfjs.matMul(dy!, v!, false, true));
    }
    return gradients;
  },
};

/** `(softmax(q k' * scale + bias) * keep) v`. */
export function attentionOf(inputs: AttentionInputs, attrs: AttentionAttrs): tfjs.Tensor {
  return runFused(op, { ...inputs }, attrs)[0]!;
}
