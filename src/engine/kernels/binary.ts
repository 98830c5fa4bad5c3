/** Element by element kernels of two inputs, which are broadcast to each other. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";
import { NO_ATTRS } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";
import { extremeOfTwo, isForXla } from "./xla_numbers.ts";
import { compareStrings, type StringOrder } from "./string_compare.ts";

type Inputs = { a: tfjs.TensorInfo; b: tfjs.TensorInfo };

/** tfjs's kernel and TensorFlow's op. */
const ARITHMETIC = {
  Add: "AddV2",
  Atan2: "Atan2",
  BitwiseAnd: "BitwiseAnd",
  FloorDiv: "FloorDiv",
  LogicalAnd: "LogicalAnd",
  LogicalOr: "LogicalOr",
  Mod: "FloorMod",
  Multiply: "Mul",
  Pow: "Pow",
  RealDiv: "RealDiv",
  SquaredDifference: "SquaredDifference",
  Sub: "Sub",
} as const;

/** Comparisons that TensorFlow has for strings as well. */
const EQUALITY = ["Equal", "NotEqual"] as const;

/** Comparisons that TensorFlow has for numbers only. */
const ORDER: Record<string, StringOrder> = {
  Greater: (order) => order > 0,
  GreaterEqual: (order) => order >= 0,
  Less: (order) => order < 0,
  LessEqual: (order) => order <= 0,
};

/** What tfjs's other backends make of two dtypes. */
const RANK: Partial<Record<tfjs.DataType, number>> = { bool: 0, int32: 1, float32: 2 };

function widest(a: tfjs.DataType, b: tfjs.DataType): "float32" | "int32" | undefined {
  const rank = Math.max(RANK[a] ?? NaN, RANK[b] ?? NaN);
  return rank === 2 ? "float32" : rank === 1 ? "int32" : undefined;
}

/** In a trace, a sum that adds a vector to each row: by this name it becomes one with the product. */
function isBias({ context }: TensorflowBackend, { a, b }: Inputs): boolean {
  return isTracing(context) && b.shape.length === 1 && a.shape.length > 1 &&
    a.shape.at(-1) === b.shape[0] && a.dtype === "float32" && b.dtype === "float32";
}

function arithmetic(kernelName: string, op: string): tfjs.KernelConfig {
  return defineKernel<Inputs>(kernelName, ({ backend, inputs: { a, b } }) => {
    if (op === "AddV2" && isBias(backend, { a, b })) {
      return backend.runOne("BiasAdd", NO_ATTRS, [a, b]);
    }
    if (a.dtype === b.dtype) return backend.runOne(op, NO_ATTRS, [a, b]);
    const dtype = widest(a.dtype, b.dtype);
    if (dtype === undefined) return backend.runOne(op, NO_ATTRS, [a, b]);
    using scratch = new Scratch(backend);
    return backend.runOne(op, NO_ATTRS, [scratch.cast(a, dtype), scratch.cast(b, dtype)]);
  });
}

function extreme(op: "Maximum" | "Minimum"): tfjs.KernelConfig {
  const { kernelFunc } = arithmetic(op, op);
  return defineKernel<Inputs>(op, ({ backend, inputs }) => {
    return inputs.a.dtype === inputs.b.dtype && isForXla(backend, inputs.a)
      ? extremeOfTwo(backend, op, inputs)
      : kernelFunc({ backend, inputs, attrs: {} });
  });
}

function ordering(op: string, holds: StringOrder): tfjs.KernelConfig {
  return defineKernel<Inputs>(op, ({ backend, inputs: { a, b } }) => {
    if (a.dtype === "string" && b.dtype === "string") return compareStrings(backend, a, b, holds);
    if (a.dtype === b.dtype && a.dtype !== "bool") return backend.runOne(op, NO_ATTRS, [a, b]);
    const dtype = widest(a.dtype, b.dtype) ?? (a.dtype === "bool" ? "int32" : undefined);
    if (dtype === undefined) return backend.runOne(op, NO_ATTRS, [a, b]);
    using scratch = new Scratch(backend);
    return backend.runOne(op, NO_ATTRS, [scratch.cast(a, dtype), scratch.cast(b, dtype)]);
  });
}

/** All of them. */
export const binaryKernels: tfjs.KernelConfig[] = [
  ...Object.entries(ARITHMETIC).map(([kernel, op]) => arithmetic(kernel, op)),
  extreme("Maximum"),
  extreme("Minimum"),
  ...EQUALITY.map((op) => arithmetic(op, op)),
  ...Object.entries(ORDER).map(([op, holds]) => ordering(op, holds)),
];
