/** Element by element kernels of one input. @module */

import { shapeSize } from "../../core/shape.ts";
import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { castHandle } from "../cast_handle.ts";
import { NO_ATTRS } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { intVector } from "./constants.ts";
import { Scratch } from "./scratch.ts";

/** Kernels whose TensorFlow op has the same name and takes only floating point and complex numbers. */
const FLOAT_OPS = [
  "Acos",
  "Acosh",
  "Asin",
  "Asinh",
  "Atan",
  "Atanh",
  "Cos",
  "Cosh",
  "Elu",
  "Erf",
  "Exp",
  "Expm1",
  "IsFinite",
  "IsInf",
  "IsNan",
  "Log",
  "Log1p",
  "Reciprocal",
  "Rsqrt",
  "Selu",
  "Sigmoid",
  "Sin",
  "Sinh",
  "Softplus",
  "Sqrt",
  "Tanh",
] as const;

/** Kernels whose op takes integers too. */
const NUMBER_OPS = ["Neg", "Relu", "Relu6", "Square"] as const;

/** Kernels which leave integers as they are; TensorFlow has them for floating point only. */
const ROUNDING_OPS = ["Ceil", "Floor", "Round"] as const;

type Inputs = { x: tfjs.TensorInfo };

function floatKernel(op: string): tfjs.KernelConfig {
  return defineKernel<Inputs>(op, ({ backend, inputs: { x } }) => {
    if (x.dtype !== "int32" && x.dtype !== "bool") return backend.runOne(op, NO_ATTRS, [x]);
    using scratch = new Scratch(backend);
    return backend.runOne(op, NO_ATTRS, [scratch.cast(x, "float32")]);
  });
}

function numberKernel(op: string): tfjs.KernelConfig {
  return defineKernel<Inputs>(op, ({ backend, inputs: { x } }) => {
    if (x.dtype !== "bool") return backend.runOne(op, NO_ATTRS, [x]);
    using scratch = new Scratch(backend);
    return backend.runOne(op, NO_ATTRS, [scratch.cast(x, "int32")]);
  });
}

function roundingKernel(op: string): tfjs.KernelConfig {
  return defineKernel<Inputs>(op, ({ backend, inputs: { x } }) => {
    const whole = x.dtype === "int32" || x.dtype === "bool";
    return backend.runOne(whole ? "Identity" : op, NO_ATTRS, [x]);
  });
}

const abs = defineKernel<Inputs>("Abs", ({ backend, inputs: { x } }) => {
  if (x.dtype === "complex64") return backend.runOne("ComplexAbs", NO_ATTRS, [x]);
  using scratch = new Scratch(backend);
  return backend.runOne("Abs", NO_ATTRS, [x.dtype === "bool" ? scratch.cast(x, "int32") : x]);
});

/** tfjs says that NaN has the sign 0. */
const sign = defineKernel<Inputs>("Sign", ({ backend, inputs: { x } }) => {
  if (x.dtype === "int32") return backend.runOne("Sign", NO_ATTRS, [x]);
  using scratch = new Scratch(backend);
  if (x.dtype === "bool") return backend.runOne("Sign", NO_ATTRS, [scratch.cast(x, "int32")]);
  const raw = scratch.run("Sign", NO_ATTRS, [x]);
  if (x.dtype !== "float32") return backend.runOne("Identity", NO_ATTRS, [raw]);
  const isNumber = scratch.run("Equal", NO_ATTRS, [x, x]);
  const zero = scratch.run("ZerosLike", NO_ATTRS, [x]);
  return backend.runOne("SelectV2", NO_ATTRS, [isNumber, raw, zero]);
});

/** Far from 0 TensorFlow's single precision loses digits that double precision keeps. */
const tan = defineKernel<Inputs>("Tan", ({ backend, inputs: { x } }) => {
  using scratch = new Scratch(backend);
  const { context } = backend;
  const wide = scratch.own(castHandle(context, backend.handleOf(x), DType.float64));
  context.execute("Tan", NO_ATTRS, [wide], 1);
  const result = scratch.own(context.outputs[0]!);
  return backend.fromHandle(castHandle(context, result, DType.float32), "Tan");
});

const logicalNot = defineKernel<Inputs>(
  "LogicalNot",
  ({ backend, inputs: { x } }) => backend.runOne("LogicalNot", NO_ATTRS, [x]),
);

/** Of a tensor with more axes oneDNN, which TensorFlow's graphs are rewritten for, makes no softmax. */
const MOST_AXES = 5;

const softmax = defineKernel<{ logits: tfjs.TensorInfo }>(
  "Softmax",
  ({ backend, inputs: { logits } }) => {
    using scratch = new Scratch(backend);
    const x = scratch.cast(logits, "float32");
    if (x.shape.length <= MOST_AXES) return backend.runOne("Softmax", NO_ATTRS, [x]);
    const last = x.shape.at(-1)!;
    const rows = scratch.reshape(x, [shapeSize(x.shape.slice(0, -1)), last]);
    const y = scratch.run("Softmax", NO_ATTRS, [rows]);
    return backend.runOne("Reshape", NO_ATTRS, [y, intVector(backend, x.shape)]);
  },
);

/** All of them. */
export const unaryKernels: tfjs.KernelConfig[] = [
  ...FLOAT_OPS.map(floatKernel),
  ...NUMBER_OPS.map(numberKernel),
  ...ROUNDING_OPS.map(roundingKernel),
  abs,
  sign,
  tan,
  logicalNot,
  softmax,
];
