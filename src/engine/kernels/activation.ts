/** Activations that are more than one of TensorFlow's ops. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { float, NO_ATTRS } from "./attrs.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { reluGradient } from "./pooled_gradient.ts";
import { Scratch } from "./scratch.ts";

/** `alpha * x` where `x` is negative, else `x`. */
export function leakyReluOf(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
  alpha: number,
): tfjs.Tensor {
  using scratch = new Scratch(backend);
  const input = scratch.cast(x, "float32");
  return backend.runOne("LeakyRelu", [float("alpha", alpha)], [input]);
}

/** `alpha * x` where `x` is negative, else `x`; `alpha` is broadcast to `x`. */
export function preluOf(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
  alpha: tfjs.TensorInfo,
): tfjs.Tensor {
  using scratch = new Scratch(backend);
  const input = scratch.cast(x, "float32");
  const isNegative = scratch.run("Less", NO_ATTRS, [input, scalar(backend, 0, "float32")]);
  const scaled = scratch.run("Mul", NO_ATTRS, [scratch.cast(alpha, "float32"), input]);
  return backend.runOne("SelectV2", NO_ATTRS, [isNegative, scaled, input]);
}

const leakyRelu = defineKernel<{ x: tfjs.TensorInfo }, tfjs.LeakyReluAttrs>(
  "LeakyRelu",
  ({ backend, inputs, attrs }) => leakyReluOf(backend, inputs.x, attrs.alpha),
);

const prelu = defineKernel<{ x: tfjs.TensorInfo; alpha: tfjs.TensorInfo }>(
  "Prelu",
  ({ backend, inputs }) => preluOf(backend, inputs.x, inputs.alpha),
);

/** 1 where `x` is positive, else `alpha`; NaN stays NaN. */
const step = defineKernel<{ x: tfjs.TensorInfo }, tfjs.StepAttrs>(
  "Step",
  ({ backend, inputs: { x }, attrs }) => {
    const alpha = attrs.alpha ?? 0;
    using scratch = new Scratch(backend);
    const input = scratch.cast(x, x.dtype === "float32" ? "float32" : "int32");
    const dtype = x.dtype === "float32" ? "float32" : "int32";
    if (alpha === 0) {
      return backend.runOne("Relu", NO_ATTRS, [scratch.run("Sign", NO_ATTRS, [input])]);
    }
    const isPositive = scratch.run("Greater", NO_ATTRS, [input, scalar(backend, 0, dtype)]);
    const choice = [isPositive, scalar(backend, 1, dtype), scalar(backend, alpha, dtype)];
    if (dtype === "int32") return backend.runOne("SelectV2", NO_ATTRS, choice);
    const result = scratch.run("SelectV2", NO_ATTRS, choice);
    const isNumber = scratch.run("Equal", NO_ATTRS, [input, input]);
    return backend.runOne("SelectV2", NO_ATTRS, [isNumber, result, input]);
  },
);

/** Values limited to a range. */
const clipByValue = defineKernel<{ x: tfjs.TensorInfo }, tfjs.ClipByValueAttrs>(
  "ClipByValue",
  ({ backend, inputs: { x }, attrs }) => {
    const dtype = x.dtype === "int32" ? "int32" : "float32";
    const low = scalar(backend, attrs.clipValueMin, dtype);
    const high = scalar(backend, attrs.clipValueMax, dtype);
    return backend.runOne("ClipByValue", NO_ATTRS, [x, low, high]);
  },
);

/** `dy` where the result `y` of a ReLU is positive. */
const reluGrad = defineKernel<{ dy: tfjs.TensorInfo; y: tfjs.TensorInfo }>(
  "ReluGrad",
  ({ backend, inputs: { dy, y } }) =>
    reluGradient(backend, dy, y) ?? backend.runOne("ReluGrad", NO_ATTRS, [dy, y]),
);

/** `dy` times the slope of an activation whose result was `y`. */
function slope(kernelName: string, order: "dy first" | "y first"): tfjs.KernelConfig {
  return defineKernel<{ dy: tfjs.TensorInfo; y: tfjs.TensorInfo }>(
    kernelName,
    ({ backend, inputs: { dy, y } }) =>
      backend.runOne(kernelName, NO_ATTRS, order === "dy first" ? [dy, y] : [y, dy]),
  );
}

/** All of them. */
export const activationKernels: tfjs.KernelConfig[] = [
  leakyRelu,
  prelu,
  step,
  clipByValue,
  reluGrad,
  slope("Relu6Grad", "dy first"),
  slope("SigmoidGrad", "y first"),
  slope("TanhGrad", "y first"),
];
