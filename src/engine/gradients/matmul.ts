/** Gradient of the matrix product, whose batch axes broadcast. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, sumTo } from "./gradient.ts";

interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
}

const batchMatMul = gradientOf<MatMulAttrs>(
  "BatchMatMul",
  { inputs: ["a", "b"] },
  ({ dy, saved, attrs: { transposeA, transposeB } }) => {
    const a = saved.a as tfjs.Tensor3D;
    const b = saved.b as tfjs.Tensor3D;
    const g = dy as tfjs.Tensor3D;
    return {
      a: () => {
        const gradient = transposeA
          ? tfjs.matMul(b, g, transposeB, true)
          : tfjs.matMul(g, b, false, !transposeB);
        return sumTo(gradient, a.shape);
      },
      b: () => {
        const gradient = transposeB
          ? tfjs.matMul(g, a, true, transposeA)
          : tfjs.matMul(a, g, !transposeA, false);
        return sumTo(gradient, b.shape);
      },
    };
  },
);

/** Gradients of matrix products. */
export const matMulGradients: tfjs.GradConfig[] = [batchMatMul];
