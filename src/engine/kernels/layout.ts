/** Kernels which move elements without computing with them. @module */

import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import { isTracing } from "../op_context.ts";
import { tfjsDType } from "../tfjs_dtype.ts";
import { int, NO_ATTRS, type } from "./attrs.ts";
import { requireAxes } from "./checks.ts";
import { intMatrix, intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

type Info = tfjs.TensorInfo;
type X = { x: Info };

/** In a trace a tensor that has the shape already is known as what it was. */
const reshape = defineKernel<X, tfjs.ReshapeAttrs>(
  "Reshape",
  ({ backend, inputs: { x }, attrs: { shape } }) =>
    isTracing(backend.context) && tfjs.util.arraysEqual(x.shape, shape)
      ? backend.fromHandle(backend.handleOf(x), "Reshape")
      : backend.runOne("Reshape", NO_ATTRS, [x, intVector(backend, shape)]),
);

const expandDims = defineKernel<{ input: Info }, tfjs.ExpandDimsAttrs>(
  "ExpandDims",
  ({ backend, inputs: { input }, attrs }) =>
    backend.runOne("ExpandDims", NO_ATTRS, [input, scalar(backend, attrs.dim)]),
);

const transpose = defineKernel<X, tfjs.TransposeAttrs>(
  "Transpose",
  ({ backend, inputs: { x }, attrs: { perm } }) => {
    requireAxes("Transpose", x.shape.length, perm);
    return backend.runOne("Transpose", NO_ATTRS, [x, intVector(backend, perm)]);
  },
);

const slice = defineKernel<X, { begin: number | number[]; size: number | number[] }>(
  "Slice",
  ({ backend, inputs: { x }, attrs }) => {
    const [begin, size] = tfjs.backend_util.slice_util.parseSliceParams(
      x as tfjs.Tensor,
      attrs.begin,
      attrs.size,
    );
    return backend.runOne("Slice", NO_ATTRS, [
      x,
      intVector(backend, begin!),
      intVector(backend, size!),
    ]);
  },
);

const tile = defineKernel<X, tfjs.TileAttrs>("Tile", ({ backend, inputs: { x }, attrs }) => {
  return backend.runOne("Tile", NO_ATTRS, [x, intVector(backend, attrs.reps)]);
});

const padV2 = defineKernel<X, tfjs.PadV2Attrs>("PadV2", ({ backend, inputs: { x }, attrs }) => {
  const { constantValue, paddings } = attrs;
  if (paddings.some((ends) => ends.some((width) => width < 0))) return crop(backend, x, attrs);
  const rows = intMatrix(backend, paddings, 2);
  switch (x.dtype) {
    case "float32":
    case "int32":
    case "bool":
      return backend.runOne("PadV2", NO_ATTRS, [x, rows, scalar(backend, constantValue, x.dtype)]);
    default:
      if (constantValue !== 0) {
        throw new TypeError(`Cannot pad ${x.dtype} with ${constantValue}: it must be 0`);
      }
      return backend.runOne("Pad", NO_ATTRS, [x, rows]);
  }
});

/** tfjs cuts off where a padding is negative; tfjs-layers' StartEndPacker does it to truncate. */
function crop(backend: TensorflowBackend, x: Info, attrs: tfjs.PadV2Attrs): tfjs.Tensor {
  const { constantValue, paddings } = attrs;
  const begin = paddings.map(([before]) => Math.max(0, -before));
  const size = paddings.map(([before, after], i) =>
    Math.max(0, x.shape[i]! + Math.min(0, before) + Math.min(0, after))
  );
  const kept = paddings.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]);
  using scratch = new Scratch(backend);
  const inner = scratch.run("Slice", NO_ATTRS, [
    x,
    intVector(backend, begin),
    intVector(backend, size),
  ]);
  const rows = intMatrix(backend, kept, 2);
  if (constantValue === 0) return backend.runOne("Pad", NO_ATTRS, [inner, rows]);
  const value = scalar(backend, constantValue, x.dtype as "float32");
  return backend.runOne("PadV2", NO_ATTRS, [inner, rows, value]);
}

/** The attributes of an op on a list. */
function listAttrs(kernel: string, tensors: readonly Info[]): OpAttr[] {
  const [first] = tensors;
  if (first === undefined) {
    throw new TypeError(`Cannot run ${kernel}: there must be at least one tensor`);
  }
  return [int("N", tensors.length), type("T", tfjsDType(first.dtype))];
}

/** Numbers are joined to a vector, as tfjs-node's TensorBoard code expects it. */
const concat = defineKernel<Info[], tfjs.ConcatAttrs>("Concat", ({ backend, inputs, attrs }) => {
  const tensors = Array.from(inputs);
  const opAttrs = listAttrs("Concat", tensors);
  if (tensors.every(({ shape }) => shape.length === 0)) {
    return backend.runOne("Pack", [...opAttrs, int("axis", 0)], tensors);
  }
  return backend.runOne("ConcatV2", opAttrs, [
    ...tensors,
    scalar(backend, attrs.axis),
  ]);
});

const pack = defineKernel<Info[], tfjs.PackAttrs>("Pack", ({ backend, inputs, attrs }) => {
  const tensors = Array.from(inputs);
  const opAttrs = [...listAttrs("Pack", tensors), int("axis", attrs.axis)];
  return backend.runOne("Pack", opAttrs, tensors);
});

const addN = defineKernel<Info[]>("AddN", ({ backend, inputs }) => {
  const tensors = Array.from(inputs);
  return backend.runOne("AddN", listAttrs("AddN", tensors), tensors);
});

const unpack = defineKernel<{ value: Info }, tfjs.UnpackAttrs>(
  "Unpack",
  ({ backend, inputs: { value }, attrs }) => {
    const axis = attrs.axis < 0 ? attrs.axis + value.shape.length : attrs.axis;
    const num = value.shape[axis];
    if (num === undefined) {
      throw new RangeError(
        `Cannot unstack [${value.shape}] along axis ${attrs.axis}: it has ` +
          `${value.shape.length} axes`,
      );
    }
    return num === 0
      ? []
      : backend.run("Unpack", [int("num", num), int("axis", axis)], [value], num);
  },
);

const splitV = defineKernel<X, tfjs.SplitVAttrs>("SplitV", ({ backend, inputs: { x }, attrs }) => {
  const axis = tfjs.util.parseAxisParam(attrs.axis, x.shape)[0]!;
  const sizes = tfjs.backend_util.prepareSplitSize(x as tfjs.Tensor, attrs.numOrSizeSplits, axis);
  const inputs = [x, intVector(backend, sizes), scalar(backend, axis)];
  return backend.run("SplitV", [int("num_split", sizes.length)], inputs, sizes.length);
});

const reverse = defineKernel<X, tfjs.ReverseAttrs>(
  "Reverse",
  ({ backend, inputs: { x }, attrs }) => {
    const axes = tfjs.util.parseAxisParam(attrs.dims, x.shape);
    return backend.runOne("ReverseV2", NO_ATTRS, [x, intVector(backend, axes)]);
  },
);

const zerosLike = defineKernel<X>(
  "ZerosLike",
  ({ backend, inputs: { x } }) => backend.runOne("ZerosLike", NO_ATTRS, [x]),
);

const onesLike = defineKernel<X>(
  "OnesLike",
  ({ backend, inputs: { x } }) => backend.runOne("OnesLike", NO_ATTRS, [x]),
);

const select = defineKernel<{ condition: Info; t: Info; e: Info }>(
  "Select",
  ({ backend, inputs: { condition, t, e } }) =>
    backend.runOne("Select", NO_ATTRS, [condition, t, e]),
);

/** All of them. */
export const layoutKernels: tfjs.KernelConfig[] = [
  reshape,
  expandDims,
  transpose,
  slice,
  tile,
  padV2,
  concat,
  pack,
  addN,
  unpack,
  splitV,
  reverse,
  zerosLike,
  onesLike,
  select,
];
