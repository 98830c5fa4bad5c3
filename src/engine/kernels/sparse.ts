/** Kernels on sparse tensors: lists of indices and values. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { NO_ATTRS } from "./attrs.ts";
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
  const count = explained(() => context.execute(op, NO_ATTRS, handles, numOutputs));
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

/** TensorFlow has them for floating point only. */
function segmentReduction(op: "SparseSegmentMean" | "SparseSegmentSum"): tfjs.KernelConfig {
  return defineKernel<{ data: Info; indices: Info; segmentIds: Info }>(
    op,
    ({ backend, inputs: { data, indices, segmentIds } }) =>
      asTfjs(() => explained(() => backend.runOne(op, NO_ATTRS, [data, indices, segmentIds]))),
  );
}

/** tfjs names the argument as in JavaScript. */
function asTfjs<T>(fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    if (error instanceof Error) {
      error.message = error.message.replace("'segment_ids'", "segmentIds");
    }
    throw error;
  }
}

/** All of them. */
export const sparseKernels: tfjs.KernelConfig[] = [
  fillEmptyRows,
  reshape,
  segmentReduction("SparseSegmentMean"),
  segmentReduction("SparseSegmentSum"),
];
