/** Kernels on sparse tensors: lists of indices and values. @module */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { NO_ATTRS, type } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { explained } from "./explained.ts";
import { Scratch } from "./scratch.ts";

type Info = tfjs.TensorInfo;

/** Runs an op on handles, some of them int64, and makes tensors of its outputs. */
function runWide(
  backend: TensorflowBackend,
  op: string,
  handles: readonly bigint[],
  numOutputs: number,
): tfjs.Tensor[] {
  const { context } = backend;
  const count = explained(
    () => context.execute(op, NO_ATTRS, handles, numOutputs),
    // TensorFlow compares a negative row with the number of rows.
    (reason) => reason.replace(/(-\d+) >= \d+$/, "$1 < 0"),
  );
  // Narrowing an output runs an op, which overwrites the context's output slots.
  const outputs = Array.from(context.outputs.subarray(0, count));
  return outputs.map((handle) => backend.fromHandle(handle, op));
}

const fillEmptyRows = defineKernel<
  { indices: Info; values: Info; denseShape: Info; defaultValue: Info }
>("SparseFillEmptyRows", ({ backend, inputs }) => {
  const { indices, values, denseShape, defaultValue } = inputs;
  using scratch = new Scratch(backend);
  return runWide(backend, "SparseFillEmptyRows", [
    scratch.int64(indices),
    backend.handleOf(values),
    scratch.int64(denseShape),
    backend.handleOf(defaultValue),
  ], 4);
});

const reshape = defineKernel<{ inputIndices: Info; inputShape: Info; newShape: Info }>(
  "SparseReshape",
  ({ backend, inputs: { inputIndices, inputShape, newShape } }) => {
    using scratch = new Scratch(backend);
    const wide = [inputIndices, inputShape, newShape].map((info) => scratch.int64(info));
    return runWide(backend, "SparseReshape", wide, 2);
  },
);

/** TensorFlow has the mean for floating point only; tfjs cuts the fraction of a whole mean off. */
const segmentMean = defineKernel<SegmentInputs>("SparseSegmentMean", ({ backend, inputs }) => {
  const { data } = inputs;
  if (data.dtype !== "int32") return reduceSegments(backend, "SparseSegmentMean", inputs);
  using scratch = new Scratch(backend);
  const numbers = { ...inputs, data: scratch.cast(data, "float32") };
  const means = scratch.keep(reduceSegments(backend, "SparseSegmentMean", numbers));
  return backend.runOne("Cast", [type("DstT", DType.int32)], [means]);
});

const segmentSum = defineKernel<SegmentInputs>(
  "SparseSegmentSum",
  ({ backend, inputs }) => reduceSegments(backend, "SparseSegmentSum", inputs),
);

type SegmentInputs = { data: Info; indices: Info; segmentIds: Info };

function reduceSegments(
  backend: TensorflowBackend,
  op: string,
  { data, indices, segmentIds }: SegmentInputs,
): tfjs.Tensor {
  return explained(
    () => backend.runOne(op, NO_ATTRS, [data, indices, segmentIds]),
    (reason) => reason.replace("'segment_ids'", "segmentIds"),
  );
}

/** All of them. */
export const sparseKernels: tfjs.KernelConfig[] = [
  fillEmptyRows,
  reshape,
  segmentMean,
  segmentSum,
];
