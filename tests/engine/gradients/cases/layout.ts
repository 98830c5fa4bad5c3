/** Cases of kernels that reduce, move, pick and put elements. @module */

import * as tf from "../../../../src/engine/tf.ts";
import type { GradientCase } from "../finite_differences.ts";
import { apart, exactly, signed } from "./points.ts";

const int = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "int32");

function runKernel(name: string, inputs: object, attrs = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs) as tf.Tensor;
}

const reductions: GradientCase[] = [
  { name: "Sum", f: (x) => tf.sum(x!), at: [signed([2, 3])] },
  { name: "Sum over negative axes", f: (x) => tf.sum(x!, [-1, 0]), at: [signed([2, 3, 2])] },
  { name: "Sum that keeps axes", f: (x) => tf.sum(x!, 1, true), at: [signed([2, 3, 2])] },
  { name: "Mean", f: (x) => tf.mean(x!, -2), at: [signed([2, 3, 2])] },
  { name: "Mean of all", f: (x) => tf.mean(x!), at: [signed([2, 3])] },
  { name: "Max", f: (x) => tf.max(x!, 1), at: [apart([2, 3])] },
  { name: "Max over negative axes", f: (x) => tf.max(x!, [-1, 0], true), at: [apart([2, 3, 2])] },
  { name: "Min", f: (x) => tf.min(x!, -1), at: [apart([2, 3])] },
  { name: "Min of all", f: (x) => tf.min(x!), at: [apart([2, 3])] },
  { name: "Prod", f: (x) => tf.prod(x!), at: [signed([2, 3])] },
  {
    name: "Prod with one zero",
    f: (x) => tf.prod(x!, 1),
    at: [exactly([2, 3], [1, 0, 2, 3, 4, 1])],
  },
  { name: "Prod with two zeros", f: (x) => tf.prod(x!, 0), at: [exactly([3], [0, 2, 0])] },
  {
    name: "Prod over negative axes",
    f: (x) => tf.prod(x!, [-1, 0], true),
    at: [signed([2, 2, 2])],
  },
  { name: "Cumsum", f: (x) => tf.cumsum(x!), at: [signed([4])] },
  { name: "Cumsum along another axis", f: (x) => tf.cumsum(x!, 0, true), at: [signed([3, 2, 2])] },
  { name: "Cumsum reversed", f: (x) => tf.cumsum(x!, 1, false, true), at: [signed([2, 3, 2])] },
  { name: "Cumprod", f: (x) => tf.cumprod(x!), at: [signed([5])] },
  { name: "Cumprod with zeros", f: (x) => tf.cumprod(x!, 0), at: [exactly([5], [2, 0, 3, 0, 1])] },
  { name: "Cumprod exclusive", f: (x) => tf.cumprod(x!, 1, true), at: [signed([2, 4])] },
  { name: "Cumprod reversed", f: (x) => tf.cumprod(x!, 0, false, true), at: [signed([3, 2])] },
  {
    name: "Cumprod exclusive and reversed",
    f: (x) => tf.cumprod(x!, 0, true, true),
    at: [signed([3, 2])],
  },
];

const layouts: GradientCase[] = [
  {
    name: "BroadcastTo, the kernel",
    needs: "BroadcastTo",
    f: (x) => runKernel("BroadcastTo", { x }, { shape: [2, 3, 4] }),
    at: [signed([3, 1])],
  },
  { name: "Tile", f: (x) => tf.tile(x!, [3]), at: [signed([2])] },
  { name: "Tile of rank 5", f: (x) => tf.tile(x!, [2, 1, 2, 1, 2]), at: [signed([1, 2, 1, 1, 2])] },
  { name: "Tile by broadcasting", f: (x) => tf.broadcastTo(x!, [2, 3, 2]), at: [signed([3, 1])] },
  { name: "Concat", f: (a, b) => tf.concat([a!, b!], -1), at: [signed([2, 2]), signed([2, 1])] },
  { name: "ExpandDims", f: (x) => tf.expandDims(x!, 1), at: [signed([2, 2])] },
  { name: "Pack", f: (a, b) => tf.stack([a!, b!], 1), at: [signed([2, 2]), signed([2, 2])] },
  { name: "Unpack", f: (x) => tf.unstack(x!, 1), at: [signed([2, 3])] },
  { name: "Unpack of one", f: (x) => tf.unstack(x!, 0), at: [signed([1, 3])] },
  { name: "SplitV", f: (x) => tf.split(x!, [1, 2], 1), at: [signed([2, 3])] },
  {
    name: "SplitV, of which one part is used",
    f: (x) => tf.split(x!, 3, 0)[1]!,
    at: [signed([3])],
  },
  { name: "SplitV into one", f: (x) => tf.split(x!, 1), at: [signed([2, 2])] },
  { name: "PadV2", f: (x) => tf.pad(x!, [[1, 0], [0, 2]]), at: [signed([2, 2])] },
  {
    name: "MirrorPad reflect",
    f: (x) => tf.mirrorPad(x!, [[1, 1], [0, 2]], "reflect"),
    at: [signed([2, 3])],
  },
  {
    name: "MirrorPad symmetric",
    f: (x) => tf.mirrorPad(x!, [[2, 1], [1, 3]], "symmetric"),
    at: [signed([2, 3])],
  },
  { name: "Reshape", f: (x) => tf.reshape(x!, [3, 2]), at: [signed([2, 3])] },
  { name: "Reverse", f: (x) => tf.reverse(x!, [-1]), at: [signed([2, 3])] },
  { name: "Slice", f: (x) => tf.slice(x!, [1, 0], [-1, 2]), at: [signed([3, 3])] },
  {
    name: "StridedSlice",
    f: (x) => tf.stridedSlice(x!, [0, 1], [3, 6], [2, 2]),
    at: [signed([3, 6])],
  },
  {
    name: "StridedSlice backwards",
    f: (x) => tf.stridedSlice(x!, [4, 0], [0, 2], [-2, 1]),
    at: [signed([5, 2])],
  },
  {
    name: "StridedSlice with masks",
    f: (x) => tf.stridedSlice(x!, [0, 1, 0], [0, 2, 0], [1, 1, 1], 1, 1, 4, 0, 2),
    at: [signed([2, 3, 2])],
  },
  {
    name: "StridedSlice with a new axis",
    f: (x) => tf.stridedSlice(x!, [0, 0, 1], [0, 2, 3], [1, 1, 2], 0, 0, 0, 1),
    at: [signed([2, 3])],
  },
  { name: "Transpose", f: (x) => tf.transpose(x!, [2, 0, 1]), at: [signed([2, 3, 2])] },
  {
    name: "SpaceToBatchND",
    f: (x) => tf.spaceToBatchND(x!, [2, 2], [[0, 0], [1, 1]]),
    at: [signed([1, 2, 2, 1])],
  },
  {
    name: "BatchToSpaceND",
    f: (x) => tf.batchToSpaceND(x!, [2, 2], [[0, 1], [0, 0]]),
    at: [signed([4, 1, 2, 1])],
  },
  {
    name: "DepthToSpace",
    f: (x) => tf.depthToSpace(x as tf.Tensor4D, 2),
    at: [signed([1, 2, 1, 8])],
  },
  { name: "Diag", f: (x) => tf.diag(x!), at: [signed([3])] },
  { name: "Diag of a matrix", f: (x) => tf.diag(x!), at: [signed([2, 2])] },
  {
    name: "Select in linalg.bandPart",
    f: (x) => tf.linalg.bandPart(x!, 1, 0),
    at: [signed([2, 3, 3])],
  },
];

const picking: GradientCase[] = [
  { name: "GatherV2", f: (x) => tf.gather(x!, int([2, 0, 2])), at: [signed([3, 2])] },
  {
    name: "GatherV2 by a matrix along an axis",
    f: (x) => tf.gather(x!, int([1, 0, 1, 1], [2, 2]), 1),
    at: [signed([2, 3, 2])],
  },
  {
    name: "GatherV2 with a batch axis",
    f: (x) => tf.gather(x!, int([1, 0, 2, 2], [2, 2]), 1, 1),
    at: [signed([2, 3, 2])],
  },
  {
    name: "GatherV2 with a batch axis, further in",
    f: (x) => tf.gather(x!, int([1, 0, 1, 1, 0, 0], [2, 3]), 2, 1),
    at: [signed([2, 2, 2])],
  },
  {
    name: "GatherNd",
    f: (x) => tf.gatherND(x!, int([1, 0, 1, 0, 0, 1], [3, 2])),
    at: [signed([2, 2, 2])],
  },
  {
    name: "ScatterNd",
    f: (x) => tf.scatterND(int([1, 1, 0], [3, 1]), x!, [4, 2]),
    at: [signed([3, 2])],
  },
  {
    name: "TensorScatterUpdate",
    except: { cpu: "it writes into its input" },
    f: (x, u) => tf.tensorScatterUpdate(x!, int([2, 0], [2, 1]), u!),
    at: [signed([3, 2]), signed([2, 2])],
  },
  { name: "TopK", f: (x) => tf.topk(x!, 2).values, at: [apart([2, 4])] },
  { name: "TopK of a vector", f: (x) => tf.topk(x!, 3, false).values, at: [apart([4])] },
  {
    name: "UnsortedSegmentSum",
    f: (x) => tf.unsortedSegmentSum(x!, int([1, 0, 1]) as tf.Tensor1D, 3),
    at: [signed([3, 2])],
  },
  {
    name: "Bincount by weights",
    f: (w) => tf.bincount(int([1, 0, 1, 5]) as tf.Tensor1D, w as tf.Tensor1D, 3),
    at: [signed([4])],
  },
  {
    name: "DenseBincount by weights",
    f: (w) => tf.denseBincount(int([1, 0, 1, 2, 2, 7], [2, 3]) as tf.Tensor2D, w as tf.Tensor2D, 3),
    at: [signed([2, 3])],
  },
  {
    name: "SparseToDense",
    f: (v, d) => tf.sparseToDense(int([0, 1, 2, 0], [2, 2]), v!, [3, 2], d as tf.Scalar),
    at: [signed([2]), signed([])],
  },
  {
    name: "SparseToDense of a vector",
    f: (v) => tf.sparseToDense(int([1, 3]), v!, [4]),
    at: [signed([2])],
  },
  {
    name: "SparseToDense of one value",
    f: (v) => tf.sparseToDense(int([1, 3]), v!, [4]),
    at: [signed([])],
  },
  {
    name: "SparseSegmentSum",
    f: (x) =>
      tf.sparse.sparseSegmentSum(x!, int([0, 2, 2]) as tf.Tensor1D, int([0, 0, 1]) as tf.Tensor1D),
    at: [signed([3, 2])],
  },
  {
    name: "SparseSegmentMean",
    f: (x) =>
      tf.sparse.sparseSegmentMean(x!, int([0, 2, 2]) as tf.Tensor1D, int([0, 0, 1]) as tf.Tensor1D),
    at: [signed([3, 2])],
  },
  {
    name: "SparseFillEmptyRows",
    f: (v, d) =>
      tf.sparse.sparseFillEmptyRows(
        int([0, 0, 2, 1], [2, 2]) as tf.Tensor2D,
        v as tf.Tensor1D,
        int([4, 2]) as tf.Tensor1D,
        d as tf.Scalar,
      ).outputValues!,
    at: [signed([2]), signed([])],
  },
  {
    name: "RaggedTensorToTensor",
    f: (v, d) => tf.raggedTensorToTensor(int([3, 3]), v!, d!, [int([0, 2, 2, 5])], ["ROW_SPLITS"]),
    at: [signed([5]), signed([])],
  },
  {
    name: "RaggedGather",
    f: (v) => tf.raggedGather([int([0, 2, 2, 5])], v!, int([2, 0, 2]), 1).outputDenseValues,
    at: [signed([5])],
  },
];

/** Cases of kernels that reduce, move, pick and put elements. */
export const layoutCases: GradientCase[] = [...reductions, ...layouts, ...picking];
