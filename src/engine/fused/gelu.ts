/** The Gaussian error linear unit. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { type FusedOp, runFused, runKernel } from "./fused_op.ts";

/** Slope at 0 of the function whose sigmoid approximates the normal distribution: 2 * sqrt(2 / pi). */
export const GELU_SLOPE: number = 2 * Math.sqrt(2 / Math.PI);

/** Coefficient of its cubic term. */
export const GELU_CUBIC: number = GELU_SLOPE * 0.044715;

/** Squares beyond it change nothing any more; without a bound they overflow. */
export const LARGEST_SQUARE = 1e6;

/** Attributes of a GELU. */
export interface GeluAttrs {
  /** Whether the normal distribution is approximated by way of tanh. */
  approximate: boolean;
}

const op: FusedOp<GeluAttrs> = {
  kernelName: "Gelu",
  results: 1,
  composed: ({ x }, { approximate }) => {
    if (approximate) {
      const square = tfjs.minimum(tfjs.mul(x!, x!), LARGEST_SQUARE);
      const steepness = tfjs.add(tfjs.mul(square, GELU_CUBIC), GELU_SLOPE);
      return [tfjs.mul(x!, tfjs.sigmoid(tfjs.mul(x!, steepness)))];
    }
    const share = tfjs.add(tfjs.erf(tfjs.mul(x!, Math.SQRT1_2)), 1);
    return [tfjs.mul(tfjs.mul(x!, 0.5), share)];
  },
  gradient: ({ dys: [dy], inputs: { x }, attrs }) => ({
    x: runKernel("GeluGrad", { dy: dy!, x: x! }, attrs)[0]!,
  }),
};

/** `x` times the share of a normal distribution that lies below it; `x` is float32 of any shape. */
export function geluOf(x: tfjs.Tensor, attrs: GeluAttrs): tfjs.Tensor {
  return runFused(op, { x }, attrs)[0]!;
}
