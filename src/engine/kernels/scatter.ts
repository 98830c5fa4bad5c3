/** Kernels which read and write elements by index. @module */

import { DType } from "../../core/dtype.ts";
import * as tfjs from "../../deps/tfjs.ts";
import { int, NO_ATTRS, type } from "./attrs.ts";
import { intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { explained } from "./explained.ts";
import { Scratch } from "./scratch.ts";

type Info = tfjs.TensorInfo;

/** tfjs takes a vector of indices for a column of them. */
function asMatrix(scratch: Scratch, indices: Info): Info {
  return indices.shape.length === 1 ? scratch.reshape(indices, [...indices.shape, 1]) : indices;
}

const scatterNd = defineKernel<{ indices: Info; updates: Info }, tfjs.ScatterNdAttrs>(
  "ScatterNd",
  ({ backend, inputs: { indices, updates }, attrs }) => {
    using scratch = new Scratch(backend);
    const shape = intVector(backend, attrs.shape);
    if (updates.dtype !== "bool") {
      return backend.runOne("ScatterNd", NO_ATTRS, [asMatrix(scratch, indices), updates, shape]);
    }
    const numbers = scratch.cast(updates, "int32");
    const inputs = [asMatrix(scratch, indices), numbers, shape];
    const sums = scratch.run("ScatterNd", NO_ATTRS, inputs);
    return backend.runOne("Cast", [type("DstT", DType.bool)], [sums]);
  },
);

const tensorScatterUpdate = defineKernel<{ tensor: Info; indices: Info; updates: Info }>(
  "TensorScatterUpdate",
  ({ backend, inputs: { tensor, indices, updates } }) => {
    using scratch = new Scratch(backend);
    const inputs = [tensor, asMatrix(scratch, indices), updates];
    return backend.runOne("TensorScatterUpdate", NO_ATTRS, inputs);
  },
);

const gatherNd = defineKernel<{ params: Info; indices: Info }>(
  "GatherNd",
  ({ backend, inputs: { params, indices } }) => {
    using scratch = new Scratch(backend);
    return backend.runOne("GatherNd", NO_ATTRS, [params, scratch.cast(indices, "int32")]);
  },
);

/** The bounds are TensorFlow's to check: reading the indices back would stop the GPU at each call. */
const gatherV2 = defineKernel<{ x: Info; indices: Info }, tfjs.GatherV2Attrs>(
  "GatherV2",
  ({ backend, inputs: { x, indices }, attrs }) => {
    const batchDims = attrs.batchDims ?? 0;
    tfjs.backend_util.segment_util.collectGatherOpShapeInfo(
      x as tfjs.Tensor,
      indices as tfjs.Tensor,
      attrs.axis,
      batchDims,
    );
    using scratch = new Scratch(backend);
    const inputs = [x, scratch.cast(indices, "int32"), scalar(backend, attrs.axis)];
    return explained(
      () => backend.runOne("GatherV2", [int("batch_dims", batchDims)], inputs),
      (reason) =>
        reason.replace(
          /^indices\[.*\] = (-?\d+) is not in \[0, (\d+)\)$/,
          (_, index, size) => `GatherV2: the index value ${index} is not in [0, ${size - 1}]`,
        ),
    );
  },
);

/** All of them. */
export const scatterKernels: tfjs.KernelConfig[] = [
  scatterNd,
  tensorScatterUpdate,
  gatherNd,
  gatherV2,
];
