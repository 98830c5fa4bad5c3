/** Gradients of kernels that pick elements by index, and put them. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { asFloat, gradientOf, scatterRows } from "./gradient.ts";

/** Adds each gradient to the slice it came from, whatever the axis and the number of batch axes. */
const gatherV2 = gradientOf<{ axis: number; batchDims?: number }>(
  "GatherV2",
  { inputs: ["x", "indices"] },
  ({ dy, saved, attrs }) => ({
    x: () => {
      const shape = saved.x!.shape;
      const [axis] = tfjs.util.parseAxisParam(attrs.axis, shape) as [number];
      const given = attrs.batchDims ?? 0;
      const batchDims = given < 0 ? given + saved.indices!.rank : given;
      const size = (lengths: number[]) => tfjs.util.sizeFromShape(lengths);
      const batch = size(shape.slice(0, batchDims));
      const outer = size(shape.slice(batchDims, axis));
      const length = shape[axis]!;
      const inner = size(shape.slice(axis + 1));
      const picked = size(saved.indices!.shape.slice(batchDims));

      let rows: tfjs.Tensor = tfjs.reshape(dy, [batch, outer, picked, inner]);
      if (outer > 1) rows = tfjs.transpose(rows, [0, 2, 1, 3]);
      rows = tfjs.reshape(rows, [batch * picked, outer * inner]);
      let indices: tfjs.Tensor = tfjs.reshape(saved.indices!.toInt(), [batch, picked]);
      if (batch > 1) {
        const starts = tfjs.range(0, batch * length, length, "int32");
        indices = tfjs.add(indices, tfjs.reshape(starts, [batch, 1]));
      }
      let dx = scatterRows(rows, tfjs.reshape(indices, [batch * picked]), batch * length);
      if (outer > 1) {
        dx = tfjs.transpose(tfjs.reshape(dx, [batch, length, outer, inner]), [0, 2, 1, 3]);
      }
      return tfjs.reshape(dx, shape);
    },
  }),
);

const gatherNd = gradientOf(
  "GatherNd",
  { inputs: ["params", "indices"] },
  ({ dy, saved: { params, indices } }) => ({
    params: () => tfjs.scatterND(indices!.toInt(), dy, params!.shape),
  }),
);

const scatterNd = gradientOf("ScatterNd", { inputs: ["indices"] }, ({ dy, saved }) => ({
  updates: () => tfjs.gatherND(dy, saved.indices!.toInt()),
}));

const tensorScatterUpdate = gradientOf(
  "TensorScatterUpdate",
  { inputs: ["indices", "updates"] },
  ({ dy, saved: { indices, updates } }) => ({
    tensor: () => {
      // Not on dy itself: tfjs's cpu kernel writes into the tensor it is given.
      const kept = tfjs.tensorScatterUpdate(
        tfjs.ones(dy.shape),
        indices!.toInt(),
        tfjs.zeros(updates!.shape),
      );
      return tfjs.where(tfjs.greater(kept, 0), dy, tfjs.zerosLike(dy));
    },
    updates: () => tfjs.gatherND(dy, indices!.toInt()),
  }),
);

/** Gradient of the values; each row of the last axis is its own. */
const topK = gradientOf(
  "TopK",
  { inputs: ["x"], outputs: ["", "indices"] },
  ({ dys, saved: { x, indices } }) => ({
    x: () => {
      const length = x!.shape.at(-1)!;
      const k = indices!.shape.at(-1)!;
      const rows = length === 0 ? 0 : x!.size / length;
      const starts = tfjs.reshape(tfjs.range(0, rows * length, length, "int32"), [rows, 1]);
      const flat = tfjs.add(tfjs.reshape(indices!, [rows, k]), starts);
      const gradient = tfjs.reshape(dys[0]!, [rows * k, 1]);
      const dx = scatterRows(gradient, tfjs.reshape(flat, [rows * k]), x!.size);
      return tfjs.reshape(dx, x!.shape);
    },
  }),
);

/** What was counted with a weight depends on it; the rest of `bincount` is integers. */
const bincount = gradientOf("Bincount", { inputs: ["x", "weights"] }, ({ dy, saved }) => ({
  weights: () => countedWeights(dy, saved.x!, saved.weights!),
}));

const denseBincount = gradientOf<{ binaryOutput?: boolean }>(
  "DenseBincount",
  { inputs: ["x", "weights"] },
  ({ dy, saved: { x, weights }, attrs: { binaryOutput } }) => ({
    weights: () =>
      binaryOutput ? tfjs.zerosLike(asFloat(weights!)) : countedWeights(dy, x!, weights!),
  }),
);

/** Picks for each weight the gradient of the bin it was added to; values past the last have none. */
function countedWeights(dy: tfjs.Tensor, x: tfjs.Tensor, weights: tfjs.Tensor): tfjs.Tensor {
  if (weights.size === 0) return tfjs.zeros(weights.shape);
  const bins = dy.shape.at(-1)!;
  const isCounted = tfjs.less(x, bins);
  const bin = tfjs.minimum(x, bins - 1).toInt();
  const picked = tfjs.gather(dy, bin, dy.rank - 1, dy.rank - 1);
  return tfjs.where(isCounted, picked, tfjs.zerosLike(picked));
}

/** Gradients of kernels that work by index. */
export const gatherGradients: tfjs.GradConfig[] = [
  gatherV2,
  gatherNd,
  scatterNd,
  tensorScatterUpdate,
  topK,
  bincount,
  denseBincount,
];
