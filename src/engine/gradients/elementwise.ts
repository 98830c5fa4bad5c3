/** Gradients of kernels that work element by element on one tensor. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { conjugate } from "./complex.ts";
import { asFloat, gradientOf, sumTo } from "./gradient.ts";

/** 0 at 0, where tfjs says -1. */
const abs = gradientOf("Abs", { inputs: ["x"] }, ({ dy, saved: { x } }) => ({
  x: () => tfjs.mul(dy, tfjs.sign(asFloat(x!))),
}));

const square = gradientOf("Square", { inputs: ["x"] }, ({ dy, saved: { x } }) => ({
  x: () => tfjs.mul(dy, tfjs.mul(conjugate(asFloat(x!)), 2)),
}));

const identity = gradientOf("Identity", {}, ({ dy }) => ({ x: () => tfjs.clone(asFloat(dy)) }));

/** Integers and booleans do not change with what was rounded to them. */
const cast = gradientOf<{ dtype: tfjs.DataType }>(
  "Cast",
  { inputs: ["x"] },
  ({ dy, saved: { x }, attrs: { dtype } }) => ({
    x: () => {
      const isContinuous = (type: string) => type === "float32" || type === "complex64";
      if (isContinuous(x!.dtype) && !isContinuous(dtype)) return tfjs.zerosLike(x!);
      if (x!.dtype === "complex64") return tfjs.cast(dy, "complex64");
      return dy.dtype === "complex64" ? tfjs.real(dy) : tfjs.clone(asFloat(dy));
    },
  }),
);

/** The slope of elu, from its result y: 1 for y > 0, else y + 1. */
const eluGrad = gradientOf("EluGrad", { inputs: ["dy", "y"] }, ({ dy: ddx, saved }) => ({
  dy: () => tfjs.engine().runKernel("EluGrad", { dy: ddx, y: saved.y! }) as tfjs.Tensor,
  y: () => {
    const change = tfjs.mul(ddx, saved.dy!);
    return tfjs.where(tfjs.greater(saved.y!, 0), tfjs.zerosLike(change), change);
  },
}));

const prelu = gradientOf("Prelu", { inputs: ["x", "alpha"] }, ({ dy, saved: { x, alpha } }) => {
  const isPositive = () => tfjs.greater(x!, 0);
  return {
    x: () => sumTo(tfjs.where(isPositive(), dy, tfjs.mul(dy, alpha!)), x!.shape),
    alpha: () =>
      sumTo(tfjs.where(isPositive(), tfjs.zerosLike(dy), tfjs.mul(dy, x!)), alpha!.shape),
  };
});

/** Chooses rather than multiplies: what was not chosen may be infinite. */
const select = gradientOf("Select", { inputs: ["condition"] }, ({ dy, saved: { condition } }) => {
  // A condition of rank 1 chooses whole rows.
  const rows = condition!.shape.concat(new Array(dy.rank - condition!.rank).fill(1));
  const chosen = () => tfjs.reshape(condition!, rows);
  return {
    condition: () => tfjs.zeros(condition!.shape),
    t: () => tfjs.where(chosen(), dy, tfjs.zerosLike(dy)),
    e: () => tfjs.where(chosen(), tfjs.zerosLike(dy), dy),
  };
});

/** Gradients of element-wise kernels. */
export const elementwiseGradients: tfjs.GradConfig[] = [
  abs,
  square,
  identity,
  cast,
  eluGrad,
  prelu,
  select,
];
