/** Batch norm with the mean and the variance of the batch itself. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { type FusedOp, runFused, runKernel } from "./fused_op.ts";

/** Attributes of a batch norm. */
export interface BatchNormAttrs {
  /** The axis of the channels, counted from the front. */
  axis: number;
  /** Added to the variance before its root is taken. */
  epsilon: number;
}

/** Inputs of a batch norm. */
export interface BatchNormInputs {
  /** float32 of rank 2 or more. */
  x: tfjs.Tensor;
  /** Factor of each channel, float32 [channels]; 1 if absent. */
  gamma?: tfjs.Tensor | null | undefined;
  /** Summand of each channel, float32 [channels]; 0 if absent. */
  beta?: tfjs.Tensor | null | undefined;
}

/** The shape in which a vector of channels is broadcast to `x`. */
function channelShape(x: tfjs.Tensor, axis: number): number[] {
  return x.shape.map((length, i) => i === axis ? length : 1);
}

function otherAxes(x: tfjs.Tensor, axis: number): number[] {
  return x.shape.map((_, i) => i).filter((i) => i !== axis);
}

const op: FusedOp<BatchNormAttrs> = {
  kernelName: "BatchNorm",
  results: 3,
  composed: ({ x, gamma, beta }, { axis, epsilon }) => {
    const shape = channelShape(x!, axis);
    const { mean, variance } = tfjs.moments(x!, otherAxes(x!, axis));
    const centred = tfjs.sub(x!, tfjs.reshape(mean, shape));
    let factor = tfjs.rsqrt(tfjs.add(variance, epsilon));
    if (gamma) factor = tfjs.mul(factor, gamma);
    const y = tfjs.mul(centred, tfjs.reshape(factor, shape));
    return [beta ? tfjs.add(y, tfjs.reshape(beta, shape)) : y, mean, variance];
  },
  gradient: ({ dys: [dy, dmean, dvariance], inputs, kept: [first, second, third], attrs }) => {
    const { x, gamma } = inputs;
    const given = { x: x!, first: first!, second: second!, third: third! };
    const [dx, dgamma, dbeta] = runKernel("BatchNormGrad", {
      ...given,
      ...(gamma && { gamma }),
      dy: dy ?? tfjs.zerosLike(x!),
    }, attrs);
    const through = dmean || dvariance ? throughMoments(x!, attrs.axis, { dmean, dvariance }) : [];
    return {
      x: through.reduce((sum, term) => tfjs.add(sum, term), dx!),
      gamma: dgamma!,
      beta: dbeta!,
    };
  },
};

/** Gradients of `x` where the mean and the variance of the batch are used besides. */
function throughMoments(
  x: tfjs.Tensor,
  axis: number,
  { dmean, dvariance }: { dmean: tfjs.Tensor | undefined; dvariance: tfjs.Tensor | undefined },
): tfjs.Tensor[] {
  const shape = channelShape(x, axis);
  const perElement = x.shape[axis]! / x.size;
  const terms: tfjs.Tensor[] = [];
  if (dmean) terms.push(tfjs.mul(tfjs.reshape(dmean, shape), perElement));
  if (dvariance) {
    const centred = tfjs.sub(x, tfjs.mean(x, otherAxes(x, axis), true));
    terms.push(tfjs.mul(centred, tfjs.reshape(tfjs.mul(dvariance, 2 * perElement), shape)));
  }
  return terms;
}

/** The normalised batch, its mean and its variance, these of shape [channels]. */
export function batchNormOf(
  inputs: BatchNormInputs,
  attrs: BatchNormAttrs,
): { y: tfjs.Tensor; mean: tfjs.Tensor; variance: tfjs.Tensor } {
  const [y, mean, variance] = runFused(op, { ...inputs }, attrs);
  return { y: y!, mean: mean!, variance: variance! };
}
