/** Gradients of batch and local response normalization. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, pullBack, sumTo } from "./gradient.ts";

/** By the five inputs, of which scale and offset may be absent; they broadcast. */
const fusedBatchNorm = gradientOf<{ varianceEpsilon: number }>(
  "FusedBatchNorm",
  { inputs: ["x", "mean", "variance", "scale", "offset"] },
  ({ dy, saved: { x, mean, variance, scale, offset }, attrs: { varianceEpsilon } }) => {
    const inverse = () => tfjs.rsqrt(tfjs.add(variance!, varianceEpsilon));
    const scaled = () => scale ? tfjs.mul(dy, scale) : dy;
    const centred = () => tfjs.sub(x!, mean!);
    return {
      x: () => tfjs.mul(scaled(), inverse()),
      mean: () => sumTo(tfjs.neg(tfjs.mul(scaled(), inverse())), mean!.shape),
      variance: () => {
        const summed = sumTo(tfjs.mul(scaled(), centred()), variance!.shape);
        return tfjs.mul(summed, tfjs.mul(tfjs.pow(inverse(), 3), -0.5));
      },
      scale: () => sumTo(tfjs.mul(dy, tfjs.mul(centred(), inverse())), scale!.shape),
      offset: () => sumTo(dy, offset!.shape),
    };
  },
);

interface LrnAttrs {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/**
 * Local response normalization: y = x * n^-beta, n = bias + alpha * (sum of x^2 over neighbours).
 *
 * Its gradient written with other kernels, for the gradient of that.
 */
function lrnGradient(x: tfjs.Tensor, dy: tfjs.Tensor, attrs: LrnAttrs): tfjs.Tensor {
  const { depthRadius, bias, alpha, beta } = attrs;
  const channels = x.shape.at(-1)!;
  const position = tfjs.range(0, channels);
  const distance = tfjs.abs(tfjs.sub(tfjs.reshape(position, [channels, 1]), position));
  const isNear = tfjs.cast(tfjs.lessEqual(distance, depthRadius), "float32");
  const overNeighbours = (values: tfjs.Tensor) =>
    tfjs.reshape(
      tfjs.matMul(tfjs.reshape(values, [-1, channels]) as tfjs.Tensor2D, isNear),
      values.shape,
    );
  const norm = tfjs.add(tfjs.mul(overNeighbours(tfjs.square(x)), alpha), bias);
  const direct = tfjs.mul(dy, tfjs.pow(norm, -beta));
  const shared = overNeighbours(tfjs.mul(tfjs.mul(x, dy), tfjs.pow(norm, -beta - 1)));
  return tfjs.sub(direct, tfjs.mul(tfjs.mul(x, 2 * alpha * beta), shared));
}

/** The whole dependence on x is taken here; y, which follows from x, adds none. */
const lrnGrad = gradientOf<LrnAttrs>(
  "LRNGrad",
  { inputs: ["x", "y", "dy"] },
  ({ dy: ddx, saved: { x, y, dy }, attrs }) => ({
    ...pullBack((inputs) => lrnGradient(inputs.x!, inputs.dy!, attrs), { x, dy }, ddx),
    y: () => tfjs.zerosLike(y!),
  }),
);

/** Gradients of normalization kernels. */
export const normalizationGradients: tfjs.GradConfig[] = [fusedBatchNorm, lrnGrad];
