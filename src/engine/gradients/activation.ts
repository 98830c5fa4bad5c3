/**
 * Gradients of activations from their results, in one pass where TensorFlow has an op for it.
 *
 * Taken from the result y rather than from the input x, so that a product, its bias and its activation
 * can become one op: nothing else wants what lies between them.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { conjugate } from "./complex.ts";
import { asFloat, gradientOf, runKernel } from "./gradient.ts";

type Slope = (dy: tfjs.Tensor, y: tfjs.Tensor) => tfjs.Tensor;

/** The kernel `name` where the engine has it, else the same by tfjs's ops. */
function slope(name: string, otherwise: Slope): Slope {
  return (dy, y) =>
    tfjs.getKernel(name, tfjs.getBackend()) === undefined
      ? otherwise(dy, y)
      : runKernel(name, { dy, y }, {});
}

const reluSlope = slope("ReluGrad", (dy, y) => tfjs.mul(dy, tfjs.step(y)));
const relu6Slope = slope(
  "Relu6Grad",
  (dy, y) => tfjs.mul(dy, tfjs.mul(tfjs.less(y, 6), tfjs.step(y))),
);
const sigmoidSlope = slope("SigmoidGrad", (dy, y) => tfjs.mul(dy, tfjs.mul(y, tfjs.sub(1, y))));
const tanhSlope = slope("TanhGrad", (dy, y) => tfjs.mul(dy, tfjs.sub(1, tfjs.square(y))));

function activation(kernelName: string, from: Slope): tfjs.GradConfig {
  return gradientOf(kernelName, { outputs: ["y"] }, ({ dy, saved: { y } }) => ({
    x: () => from(dy, conjugate(asFloat(y!))),
  }));
}

/** Second derivatives: a slope is linear in dy; `bend` is its derivative by y. */
function slopeGradient(kernelName: string, from: Slope, bend: Slope | undefined): tfjs.GradConfig {
  return gradientOf(kernelName, { inputs: ["dy", "y"] }, ({ dy: ddx, saved }) => ({
    dy: () => from(ddx, saved.y!),
    y: () =>
      bend === undefined ? tfjs.zerosLike(saved.y!) : bend(tfjs.mul(ddx, saved.dy!), saved.y!),
  }));
}

/** Gradients of activations, and of their slopes. */
export const activationGradients: tfjs.GradConfig[] = [
  activation("Relu", reluSlope),
  activation("Relu6", relu6Slope),
  activation("Sigmoid", sigmoidSlope),
  activation("Tanh", tanhSlope),
  slopeGradient("ReluGrad", reluSlope, undefined),
  slopeGradient("Relu6Grad", relu6Slope, undefined),
  slopeGradient(
    "SigmoidGrad",
    sigmoidSlope,
    (change, y) => tfjs.mul(change, tfjs.sub(1, tfjs.mul(y, 2))),
  ),
  slopeGradient("TanhGrad", tanhSlope, (change, y) => tfjs.mul(change, tfjs.mul(y, -2))),
];
