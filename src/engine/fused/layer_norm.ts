/** Layer norm and RMS norm. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { type FusedOp, runFused, runKernel, type Tensors } from "./fused_op.ts";

/** Attributes of a norm. */
export interface NormAttrs {
  /** Added to the mean square before its root is taken. */
  epsilon: number;
}

/** Inputs of a norm. */
export interface NormInputs {
  /** Rows, float32 [rows, width]. */
  x: tfjs.Tensor;
  /** Factor of each column, float32 [width]; 1 if absent. */
  gamma?: tfjs.Tensor | null | undefined;
  /** Summand of each column, float32 [width]; 0 if absent. */
  beta?: tfjs.Tensor | null | undefined;
}

function norm(kernelName: string, centre: (x: tfjs.Tensor) => tfjs.Tensor): FusedOp<NormAttrs> {
  return {
    kernelName,
    results: 1,
    composed: ({ x, gamma, beta }, { epsilon }) => {
      const centred = centre(x!);
      const size = tfjs.mean(tfjs.square(centred), -1, true);
      let y = tfjs.mul(centred, tfjs.rsqrt(tfjs.add(size, epsilon)));
      if (gamma) y = tfjs.mul(y, gamma);
      return [beta ? tfjs.add(y, beta) : y];
    },
    gradient: ({ dys: [dy], inputs: { gamma }, kept: [normed, inverse] }) => {
      const given: Tensors = { dy: dy!, normed: normed!, inverse: inverse! };
      const [x, dgamma, dbeta] = runKernel(
        `${kernelName}Grad`,
        gamma ? { ...given, gamma } : given,
        {},
      );
      return { x: x!, gamma: dgamma!, beta: dbeta! };
    },
  };
}

const centredNorm = norm("LayerNorm", (x) => tfjs.sub(x, tfjs.mean(x, -1, true)));
const plainNorm = norm("RmsNorm", (x) => x);

/** `(x - mean) / sqrt(variance + epsilon) * gamma + beta` of each row. */
export function layerNormOfRows(inputs: NormInputs, attrs: NormAttrs): tfjs.Tensor {
  return runFused(centredNorm, { ...inputs }, attrs)[0]!;
}

/** `x / sqrt(mean of squares + epsilon) * gamma` of each row. */
export function rmsNormOfRows(inputs: NormInputs, attrs: NormAttrs): tfjs.Tensor {
  return runFused(plainNorm, { ...inputs }, attrs)[0]!;
}
