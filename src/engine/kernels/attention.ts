/** Scaled dot product attention and its gradients. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import { bool, NO_ATTRS } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";
import { softmaxOfRows, sumOfRows } from "./row_sums.ts";

type Info = tfjs.TensorInfo;
type Attrs = { scale: number };

/** Queries, keys and values [..., time, width], what is added to the scores, factors of the weights. */
type Inputs = { q: Info; k: Info; v: Info; bias?: Info; keep?: Info };

const FIRST_TRANSPOSED = [bool("adj_x", true)];
const SECOND_TRANSPOSED = [bool("adj_y", true)];

/** The result, the same once more, the weights, and these times `keep` if it is given. */
const attention = defineKernel<Inputs, Attrs>(
  "Attention",
  ({ backend, inputs: { q, k, v, bias, keep }, attrs: { scale } }) => {
    using f = new Formula(backend);
    const scores = f.run("BatchMatMulV2", SECOND_TRANSPOSED, [f.of(q), f.of(k)]);
    const shape = [...q.shape.slice(0, -1), k.shape.at(-2)!];
    const given = [scores, ...[bias, keep].flatMap((one) => one ? [f.of(one)] : [])];
    const name = `AttentionWeights_${scale}${bias ? "_bias" : ""}${keep ? "_keep" : ""}`;
    const [weights, kept = weights] = f.together(name, given, (f, [scores, ...rest]) => {
      let scaled = f.mul(scores!, scale);
      f.free(scores!);
      if (bias) {
        const unbiased = scaled;
        scaled = f.add(unbiased, rest.shift()!);
        f.free(unbiased);
      }
      const weights = softmaxOfRows(f, { x: scaled, shape });
      f.free(scaled);
      return keep ? [weights, f.mul(weights, rest.shift()!)] : [weights];
    }) as [bigint, bigint?];
    const y = f.run("BatchMatMulV2", NO_ATTRS, [kept, f.of(v)]);
    const results = keep ? [y, y, weights, kept] : [y, y, weights];
    return results.map((step) => f.result(step, "Attention"));
  },
);

type GradInputs = Omit<Inputs, "bias"> & { dy: Info; y: Info; weights: Info; kept: Info };
type GradAttrs = Attrs & { ofBias: boolean };

/**
 * Gradients of q, k, v and, where `ofBias`, of what was added to the scores.
 *
 * With P the weights: dP = dy v' and dS = P * (dP - sum(dP * P)), where the sum over the keys equals
 * sum(dy * y) over the width (FlashAttention, appendix B.2, https://arxiv.org/abs/2205.14135).
 */
const attentionGrad = defineKernel<GradInputs, GradAttrs>(
  "AttentionGrad",
  ({ backend, inputs, attrs: { scale, ofBias } }) => {
    using f = new Formula(backend);
    const dy = f.of(inputs.dy);
    const dv = f.run("BatchMatMulV2", FIRST_TRANSPOSED, [f.of(inputs.kept), dy]);
    const dkept = f.run("BatchMatMulV2", SECOND_TRANSPOSED, [dy, f.of(inputs.v)]);
    const given = [dkept, dy, f.of(inputs.y), f.of(inputs.weights)];
    if (inputs.keep) given.push(f.of(inputs.keep));
    const name = `AttentionScoresGrad_${scale}${inputs.keep ? "_keep" : ""}${
      ofBias ? "_bias" : ""
    }`;
    const [dscaled, dbias] = f.together(name, given, (f, [dkept, dy, y, weights, keep]) => {
      const dweights = keep === undefined ? dkept! : f.mul(dkept!, keep);
      if (dweights !== dkept) f.free(dkept!);
      const product = f.mul(dy!, y!);
      const along = sumOfRows(f, { x: product, shape: inputs.dy.shape });
      f.free(product);
      const apart = f.sub(dweights, along);
      f.free(dweights);
      const dscores = f.mul(weights!, apart);
      f.free(apart);
      // Here the factor costs no pass of its own, as it would at the products.
      const dscaled = f.mul(dscores, scale);
      if (ofBias) return [dscaled, dscores];
      f.free(dscores);
      return [dscaled];
    }) as [bigint, bigint?];
    const dq = f.run("BatchMatMulV2", NO_ATTRS, [dscaled, f.of(inputs.k)]);
    const dk = f.run("BatchMatMulV2", FIRST_TRANSPOSED, [dscaled, f.of(inputs.q)]);
    const gradients = dbias === undefined ? [dq, dk, dv] : [dq, dk, dv, dbias];
    return gradients.map((step) => f.result(step, "AttentionGrad"));
  },
);

/** Both. */
export const attentionKernels: tfjs.KernelConfig[] = [attention, attentionGrad];
