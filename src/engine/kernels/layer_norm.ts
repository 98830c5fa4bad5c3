/** Layer norm and RMS norm of rows, and their gradients. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";

type Info = tfjs.TensorInfo;

/** Rows [n, width], and what they are scaled and shifted by: [width]. */
type Inputs = { x: Info; gamma?: Info; beta?: Info };

type Attrs = { epsilon: number };

/** 1 / sqrt(mean of the squares of each row + epsilon). */
function inverseSize(f: Formula, x: bigint, epsilon: number): bigint {
  const squares = f.unary("Square", x);
  const size = f.mean(squares, [1]);
  f.free(squares);
  return f.unary("Rsqrt", f.add(size, epsilon));
}

function finish(f: Formula, normed: bigint, inverse: bigint, { gamma, beta }: Inputs) {
  let y = normed;
  if (gamma) y = f.mul(y, f.of(gamma));
  if (beta) {
    const scaled = y;
    y = f.add(scaled, f.of(beta));
    if (scaled !== normed) f.free(scaled);
  }
  // Where nothing followed, the result and what is kept for the gradient are one.
  const result = y === normed ? f.unary("Identity", y) : y;
  return [f.result(result, "norm"), f.result(normed, "norm"), f.result(inverse, "norm")];
}

/** The result, the rows before they are scaled, and the inverse of their deviations. */
const layerNorm = defineKernel<Inputs, Attrs>(
  "LayerNorm",
  ({ backend, inputs, attrs: { epsilon } }) => {
    using f = new Formula(backend);
    const x = f.of(inputs.x);
    const centred = f.sub(x, f.mean(x, [1]));
    const inverse = inverseSize(f, centred, epsilon);
    const normed = f.mul(centred, inverse);
    f.free(centred);
    return finish(f, normed, inverse, inputs);
  },
);

/** The result, the rows before they are scaled, and the inverse of their sizes. */
const rmsNorm = defineKernel<Inputs, Attrs>(
  "RmsNorm",
  ({ backend, inputs, attrs: { epsilon } }) => {
    using f = new Formula(backend);
    const x = f.of(inputs.x);
    const inverse = inverseSize(f, x, epsilon);
    return finish(f, f.mul(x, inverse), inverse, inputs);
  },
);

type GradInputs = { dy: Info; normed: Info; inverse: Info; gamma?: Info };

/**
 * The gradient of x, then those of gamma and beta.
 *
 * With g = dy * gamma: dx = (g - mean(g) - normed * mean(g * normed)) / deviation, without mean(g) where
 * the rows were not centred.
 */
function gradient(kernelName: string, isCentred: boolean): tfjs.KernelConfig {
  return defineKernel<GradInputs>(kernelName, ({ backend, inputs }) => {
    using f = new Formula(backend);
    const [dy, normed] = [f.of(inputs.dy), f.of(inputs.normed)];
    const along = f.mul(dy, normed);
    const dgamma = f.sum(along, [0]);
    const dbeta = f.sum(dy, [0]);
    let g = dy;
    let share = along;
    if (inputs.gamma) {
      const gamma = f.of(inputs.gamma);
      g = f.mul(dy, gamma);
      share = f.mul(along, gamma);
      f.free(along);
    }
    const parallel = f.mul(normed, f.mean(share, [1]));
    f.free(share);
    let rest = f.sub(g, parallel);
    f.free(parallel);
    if (isCentred) {
      const uncentred = rest;
      rest = f.sub(uncentred, f.mean(g, [1]));
      f.free(uncentred);
    }
    const dx = f.mul(rest, f.of(inputs.inverse));
    return [dx, dgamma, dbeta].map((step) => f.result(step, kernelName));
  });
}

/** Normalisation of rows. */
export const layerNormKernels: tfjs.KernelConfig[] = [
  layerNorm,
  rmsNorm,
  gradient("LayerNormGrad", true),
  gradient("RmsNormGrad", false),
];
