/** Layer norm and RMS norm of rows, and their gradients. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";
import { meanOfRows, type Rows } from "./row_sums.ts";

type Info = tfjs.TensorInfo;

/** Rows [n, width], and what they are scaled and shifted by: [width]. */
type Inputs = { x: Info; gamma?: Info; beta?: Info };

type Attrs = { epsilon: number };

/** 1 / sqrt(mean of the squares of each row + epsilon). */
function inverseSize(f: Formula, { x, shape }: Rows, epsilon: number): bigint {
  const squares = f.unary("Square", x);
  const size = meanOfRows(f, { x: squares, shape });
  f.free(squares);
  return f.unary("Rsqrt", f.add(size, epsilon));
}

/** The result, the rows before they are scaled, and the inverse of their deviations or sizes. */
function norm(kernelName: string, isCentred: boolean): tfjs.KernelConfig {
  return defineKernel<Inputs, Attrs>(kernelName, ({ backend, inputs, attrs: { epsilon } }) => {
    using f = new Formula(backend);
    const { gamma, beta, x: { shape } } = inputs;
    const given = [inputs.x, ...[gamma, beta].flatMap((one) => one ? [one] : [])];
    const name = `${kernelName}_${epsilon}${gamma ? "_gamma" : ""}${beta ? "_beta" : ""}`;
    const steps = f.together(name, given.map((one) => f.of(one)), (f, [x, ...rest]) => {
      const centred = isCentred ? f.sub(x!, meanOfRows(f, { x: x!, shape })) : x!;
      const inverse = inverseSize(f, { x: centred, shape }, epsilon);
      const normed = f.mul(centred, inverse);
      if (isCentred) f.free(centred);
      let y = normed;
      if (gamma) y = f.mul(y, rest.shift()!);
      if (beta) {
        const scaled = y;
        y = f.add(scaled, rest.shift()!);
        if (scaled !== normed) f.free(scaled);
      }
      // Where nothing followed, the result and what is kept for the gradient are one.
      return [y === normed ? f.unary("Identity", y) : y, normed, inverse];
    });
    return steps.map((step) => f.result(step, kernelName));
  });
}

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
    const { shape } = inputs.dy;
    const given = [inputs.dy, inputs.normed, inputs.inverse];
    if (inputs.gamma) given.push(inputs.gamma);
    const name = `${kernelName}${inputs.gamma ? "_gamma" : ""}`;
    const steps = f.together(
      name,
      given.map((one) => f.of(one)),
      (f, [dy, normed, inverse, gamma]) => {
        const along = f.mul(dy!, normed!);
        const dgamma = f.sum(along, [0]);
        const dbeta = f.sum(dy!, [0]);
        let g = dy!;
        let share = along;
        if (gamma !== undefined) {
          g = f.mul(g, gamma);
          share = f.mul(along, gamma);
          f.free(along);
        }
        const parallel = f.mul(normed!, meanOfRows(f, { x: share, shape }));
        f.free(share);
        let rest = f.sub(g, parallel);
        f.free(parallel);
        if (isCentred) {
          const uncentred = rest;
          rest = f.sub(uncentred, meanOfRows(f, { x: g, shape }));
          f.free(uncentred);
        }
        return [f.mul(rest, inverse!), dgamma, dbeta];
      },
    );
    return steps.map((step) => f.result(step, kernelName));
  });
}

/** Normalisation of rows. */
export const layerNormKernels: tfjs.KernelConfig[] = [
  norm("LayerNorm", true),
  norm("RmsNorm", false),
  gradient("LayerNormGrad", true),
  gradient("RmsNormGrad", false),
];
