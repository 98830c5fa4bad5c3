/** Kernels which reduce axes. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { DType } from "../../core/dtype.ts";
import type { TensorflowBackend } from "../backend.ts";
import { bool, type } from "./attrs.ts";
import { sumOfColumns } from "./column_sums.ts";
import { intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { channelSums } from "./pooled_gradient.ts";
import { Scratch } from "./scratch.ts";
import { extremeAlong, isForXla, positionAlong } from "./xla_numbers.ts";

type Inputs = { x: tfjs.TensorInfo };
type Attrs = {
  axis?: number | number[];
  /** `Max` calls it so. */
  reductionIndices?: number | number[];
  keepDims?: boolean;
};

const KEEP = [bool("keep_dims", true)];
const DROP = [bool("keep_dims", false)];
const INT32_RESULT = [type("output_type", DType.int32)];

function reduce(
  backend: TensorflowBackend,
  op: string,
  x: tfjs.TensorInfo,
  attrs: Attrs,
): tfjs.Tensor {
  const axis = attrs.axis ?? attrs.reductionIndices;
  const axes = tfjs.util.parseAxisParam(axis as number | number[], x.shape);
  return backend.runOne(op, attrs.keepDims ? KEEP : DROP, [x, intVector(backend, axes)]);
}

/** Sums count truths as 1, as tfjs does. */
function summing(op: "Sum" | "Prod"): tfjs.KernelConfig {
  return defineKernel<Inputs, Attrs>(op, ({ backend, inputs: { x }, attrs }) => {
    if (x.dtype !== "bool") {
      const fast = op === "Sum" ? sumOverFirst(backend, x, attrs) : undefined;
      return fast ?? reduce(backend, op, x, attrs);
    }
    using scratch = new Scratch(backend);
    return reduce(backend, op, scratch.cast(x, "int32"), attrs);
  });
}

/** The greatest truth is a truth. */
function extreme(op: "Max" | "Min"): tfjs.KernelConfig {
  return defineKernel<Inputs, Attrs>(op, ({ backend, inputs: { x }, attrs }) => {
    if (x.dtype === "bool") return reduce(backend, op === "Max" ? "Any" : "All", x, attrs);
    if (!isForXla(backend, x)) return reduce(backend, op, x, attrs);
    const axis = (attrs.axis ?? attrs.reductionIndices) as number | number[];
    const axes = tfjs.util.parseAxisParam(axis, x.shape);
    return extremeAlong(backend, op, { x, axes, keepDims: attrs.keepDims ?? false });
  });
}

/** A sum over the first axes and no others, if there is a faster way to it. */
function sumOverFirst(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
  { axis, keepDims = false }: Attrs,
): tfjs.Tensor | undefined {
  const axes = tfjs.util.parseAxisParam(axis as number | number[], x.shape);
  const areFirst = axes.length > 0 && axes.length < x.shape.length &&
    axes.toSorted((a, b) => a - b).every((axis, i) => axis === i);
  if (!areFirst) return undefined;
  const pooled = axes.length === 3 ? channelSums(backend, x, keepDims) : undefined;
  return pooled ?? sumOfColumns(backend, x, { count: axes.length, keepDims });
}

function logical(op: "All" | "Any"): tfjs.KernelConfig {
  return defineKernel<Inputs, Attrs>(
    op,
    ({ backend, inputs: { x }, attrs }) => reduce(backend, op, x, attrs),
  );
}

function position(op: "ArgMax" | "ArgMin"): tfjs.KernelConfig {
  return defineKernel<Inputs, { axis: number }>(op, ({ backend, inputs: { x }, attrs }) => {
    if (isForXla(backend, x)) return positionAlong(backend, op, { x, axis: attrs.axis });
    using scratch = new Scratch(backend);
    const input = x.dtype === "bool" ? scratch.cast(x, "int32") : x;
    return backend.runOne(op, INT32_RESULT, [input, scalar(backend, attrs.axis)]);
  });
}

/** The mean of whole numbers is a fraction. */
const mean = defineKernel<Inputs, Attrs>("Mean", ({ backend, inputs: { x }, attrs }) => {
  if (x.dtype === "float32" || x.dtype === "complex64") return reduce(backend, "Mean", x, attrs);
  using scratch = new Scratch(backend);
  return reduce(backend, "Mean", scratch.cast(x, "float32"), attrs);
});

/** All of them. */
export const reduceKernels: tfjs.KernelConfig[] = [
  summing("Sum"),
  summing("Prod"),
  extreme("Max"),
  extreme("Min"),
  logical("All"),
  logical("Any"),
  position("ArgMax"),
  position("ArgMin"),
  mean,
];
