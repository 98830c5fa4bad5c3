/** Calls of kernels that no case of a gradient makes. @module */

import * as tf from "../../../src/engine/tf.ts";

/** A row of the table. */
export interface KernelCase {
  /** Begins with the kernel. */
  readonly name: string;
  /** Calls it. */
  readonly f: (...xs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  /** What it is called with. */
  readonly at: () => tf.Tensor[];
}

function runKernel(name: string, inputs: object, attrs = {}): tf.Tensor[] {
  return [tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs)].flat();
}

const ints = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "int32");
const truths = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "bool");
const texts = (...values: string[]) => tf.tensor(values);

const boxes = () => [
  tf.tensor2d([[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, -0.1, 1, 0.9], [0, 10, 1, 11], [
    0,
    10,
    1,
    10.9,
  ]]),
  tf.tensor1d([0.9, 0.75, 0.6, 0.95, 0.5]),
];

const logic: KernelCase[] = [
  { name: "All", f: (x) => tf.all(x!, 1), at: () => [truths([1, 1, 0, 1], [2, 2])] },
  { name: "Any", f: (x) => tf.any(x!, 0, true), at: () => [truths([0, 1, 0, 0], [2, 2])] },
  {
    name: "BitwiseAnd",
    f: (a, b) => tf.bitwiseAnd(a!, b!),
    at: () => [ints([12, -1]), ints([10, 255])],
  },
  {
    name: "Max and Min of truths",
    f: (x) => [tf.max(x!, 0), tf.min(x!, 1)],
    at: () => [truths([0, 1, 1, 1], [2, 2])],
  },
];

const numbers: KernelCase[] = [
  { name: "LinSpace", f: () => tf.linspace(1, 2, 7), at: () => [] },
  { name: "Range backwards", f: () => [tf.range(3, -2, -2), tf.range(0, 1, 0.3)], at: () => [] },
  {
    name: "BroadcastArgs",
    f: (s0, s1) => runKernel("BroadcastArgs", { s0, s1 }),
    at: () => [ints([2, 1, 3]), ints([4, 1])],
  },
  {
    name: "SearchSorted",
    f: (sorted, values) => [
      tf.searchSorted(sorted!, values!, "left"),
      tf.searchSorted(sorted!, values!, "right"),
    ],
    at: () => [tf.tensor2d([[1, 3, 3, 7], [-2, 0, 5, 9]]), tf.tensor2d([[3, 8], [-5, 5]])],
  },
  {
    name: "Multinomial of a seed",
    f: (x) => tf.multinomial(x as tf.Tensor2D, 20, 5),
    at: () => [tf.tensor2d([[0.1, 2, -1], [3, 0, 0.5]])],
  },
  {
    name: "NonMaxSuppressionV4, padded",
    f: (given, scores) =>
      runKernel("NonMaxSuppressionV4", { boxes: given, scores }, {
        maxOutputSize: 5,
        iouThreshold: 0.5,
        scoreThreshold: 0,
        padToMaxOutputSize: true,
      }),
    at: boxes,
  },
  {
    name: "TopK, order not asked for",
    f: (x) => Object.values(tf.topk(x!, 3, false)),
    at: () => [tf.tensor2d([[4, 1, 3, 2, 5], [1, 2, 3, 4, 5]])],
  },
  {
    name: "Bincount of a matrix and of a number",
    f: (x, weights, number) => [
      ...runKernel("Bincount", { x, weights }, { size: 4 }),
      ...runKernel("Bincount", { x: number, weights }, { size: 3 }),
      ...runKernel("DenseBincount", { x: number, weights }, { size: 3 }),
    ],
    at: () => [ints([1, 3, 3, 0, 1, 9], [2, 3]), tf.tensor1d([]), tf.scalar(2, "int32")],
  },
  {
    name: "SparseReshape",
    f: (inputIndices, inputShape, newShape) =>
      runKernel("SparseReshape", { inputIndices, inputShape, newShape }),
    at: () => [ints([0, 0, 1, 2], [2, 2]), ints([2, 3]), ints([3, 2])],
  },
  {
    name: "Softmax of six axes",
    f: (x) => runKernel("Softmax", { logits: x }, { dim: -1 }),
    at: () => [tf.reshape(tf.range(0, 12), [1, 2, 1, 3, 2, 1])],
  },
  {
    name: "MaxPool of windows without input",
    f: (x) => tf.maxPool(x as tf.Tensor4D, 2, 3, 1, "ceil"),
    at: () => [tf.reshape(tf.range(0, 12), [1, 2, 2, 3])],
  },
];

const strings: KernelCase[] = [
  {
    name: "StaticRegexReplace",
    f: (x) => tf.string.staticRegexReplace(x!, "b+", "c"),
    at: () => [texts("abba", "é", "")],
  },
  {
    name: "StringToHashBucketFast",
    f: (x) => tf.string.stringToHashBucketFast(x!, 10),
    at: () => [texts("a", "ä", "")],
  },
  {
    name: "Equal and others of strings",
    f: (a, b) => [
      tf.equal(a!, b!),
      tf.notEqual(a!, b!),
      tf.concat([a!, b!]),
      tf.tile(a!, [2]),
      tf.slice(a!, 1, 1),
      tf.stack([a!, b!], 1),
      tf.reshape(a!, [2, 1]),
      tf.fill([2], "x", "string"),
    ],
    at: () => [texts("ab", "é"), texts("ab", "")],
  },
];

/** Kernels that move elements, on elements of every dtype, many and none. */
const moves: KernelCase[] = (["float32", "int32", "bool", "complex64"] as const).flatMap((dtype) =>
  [[2, 3], [0, 3]].map((shape) => ({
    name: `Moves of ${dtype}[${shape}]`,
    f: (x: tf.Tensor) => [
      tf.concat([x, x], 1),
      tf.gather(x, ints([2, 0, 2]), 1),
      tf.gatherND(x, tf.zeros([0, 2], "int32")),
      tf.pad(x, [[1, 0], [0, 2]]),
      tf.reverse(x, 1),
      tf.slice(x, [0, 1], [-1, 2]),
      tf.stridedSlice(x, [0, 2], [9, 0], [1, -1]),
      tf.tile(x, [2, 1]),
      tf.transpose(x),
      tf.stack([x, x]),
      ...tf.unstack(x, 1),
      ...tf.split(x, [1, 2], 1),
      tf.expandDims(x, 1),
      tf.reshape(x, [-1]),
      tf.where(
        tf.greater(tf.range(0, 3), shape[0]! - 2).tile([shape[0]!]).reshape(shape),
        x,
        tf.zerosLike(x),
      ),
      tf.onesLike(x),
    ],
    at: () => [ofDtype(shape, dtype)],
  }))
);

const conversions: KernelCase[] = (["float32", "int32", "bool", "complex64"] as const)
  .map((dtype) => ({
    name: `Cast of ${dtype}`,
    f: (x: tf.Tensor) =>
      (["float32", "int32", "bool", "complex64"] as const).map((to) => x.cast(to)),
    at: () => [ofDtype([7], dtype)],
  }));

const integers: KernelCase[] = [
  {
    name: "Arithmetic of int32",
    f: (a, b) => [
      tf.add(a!, b!),
      tf.sub(a!, b!),
      tf.mul(a!, b!),
      tf.floorDiv(a!, b!),
      tf.mod(a!, b!),
      tf.maximum(a!, b!),
      tf.minimum(a!, b!),
      tf.squaredDifference(a!, b!),
      tf.div(a!, b!),
      tf.pow(tf.abs(a!), 2),
      tf.greater(a!, b!),
      tf.sign(a!),
      tf.neg(a!),
      tf.clipByValue(a!, -3, 4),
      tf.matMul(a!.reshape([2, 3]), b!.reshape([3, 2])),
    ],
    at: () => [ints([-7, 7, 2 ** 31 - 1, 0, -(2 ** 31), 5]), ints([2, -2, 3, 5, 7, 5])],
  },
  {
    name: "Reductions of int32",
    f: (x) => [
      tf.sum(x!, 0),
      tf.prod(x!, 1),
      tf.max(x!),
      tf.min(x!, 1),
      tf.mean(x!, 0),
      tf.argMax(x!, 1),
      tf.argMin(x!, 0),
      tf.cumsum(x!, 1),
      tf.cumprod(x!, 0),
    ],
    at: () => [ints([3, -1, 4, 1, -5, 9], [2, 3])],
  },
  {
    name: "Reductions of nothing",
    f: (x) => [
      tf.sum(x!, 0),
      tf.prod(x!, 0),
      tf.max(x!, 0),
      tf.min(x!, 0),
      tf.mean(x!, 0),
      tf.cumsum(x!, 0),
      tf.logSumExp(x!, 0),
    ],
    at: () => [tf.zeros([0, 3])],
  },
  {
    name: "Products of nothing",
    f: (a, b) => [
      tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D),
      tf.matMul(a as tf.Tensor2D, a as tf.Tensor2D, false, true),
      tf.matMul(b as tf.Tensor2D, tf.zeros([2, 0])),
      tf.relu(tf.add(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D), tf.tensor1d([1, -2]))),
      ...runKernel("_FusedMatMul", { a, b, bias: tf.tensor1d([1, -2]) }, {
        transposeA: false,
        transposeB: false,
        activation: "relu",
      }),
    ],
    at: () => [tf.zeros([3, 0]), tf.zeros([0, 2])],
  },
];

/** NaN, infinities and what is near to the ends of float32, where engines differ most. */
const EXTREMES = [NaN, Infinity, -Infinity, -0, 0, 3e38, -3e38, 2 ** 31, 5e9, 1e-30, -1.5, 2.5];

const extremes: KernelCase[] = [
  {
    name: "Maximum, Minimum and others of NaN",
    f: (a, b) => [
      tf.maximum(a!, b!),
      tf.minimum(a!, b!),
      tf.add(a!, b!),
      tf.mul(a!, b!),
      tf.div(a!, b!),
      tf.sub(a!, b!),
      tf.atan2(a!, b!),
      tf.pow(a!, 2),
      tf.equal(a!, b!),
      tf.less(a!, b!),
      tf.squaredDifference(a!, b!),
      tf.floorDiv(a!, b!),
      tf.mod(a!, 3),
    ],
    at: () => [tf.tensor1d(EXTREMES), tf.tensor1d(EXTREMES.toReversed())],
  },
  {
    name: "Max, ArgMax and others of NaN",
    f: (x) =>
      [0, 1].flatMap((axis) => [
        tf.max(x!, axis),
        tf.min(x!, axis, true),
        tf.sum(x!, axis),
        tf.argMax(x!, axis),
        tf.argMin(x!, axis),
      ]),
    at: () => [tf.tensor2d([...EXTREMES, 1, 2, NaN, 5, NaN, 4], [3, 6])],
  },
  {
    name: "Relu, Exp and others of NaN",
    f: (x) => [
      tf.relu(x!),
      tf.relu6(x!),
      tf.elu(x!),
      tf.selu(x!),
      tf.leakyRelu(x!),
      tf.sigmoid(x!),
      tf.tanh(x!),
      tf.softplus(x!),
      tf.exp(x!),
      tf.log(x!),
      tf.sqrt(x!),
      tf.abs(x!),
      tf.sign(x!),
      tf.step(x!),
      tf.round(x!),
      tf.floor(x!),
      tf.clipByValue(x!, -1, 1),
      tf.isNaN(x!),
      tf.isInf(x!),
      tf.isFinite(x!),
      tf.cast(x!, "int32"),
      tf.cast(x!, "bool"),
      tf.reciprocal(x!),
      tf.expm1(x!),
      tf.log1p(x!),
      tf.erf(x!),
    ],
    at: () => [tf.tensor1d(EXTREMES)],
  },
  {
    name: "RealDiv tells -0 from 0",
    f: (x) => [
      tf.div(1, tf.mul(x!, tf.scalar(-0))),
      tf.div(1, tf.mul(x!, tf.scalar(0))),
      tf.div(1, tf.neg(tf.zerosLike(x!))),
      tf.div(tf.scalar(1), tf.fill([100], -0)),
    ],
    at: () => [tf.tensor1d([1, 2])],
  },
];

function ofDtype(shape: number[], dtype: "float32" | "int32" | "bool" | "complex64"): tf.Tensor {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    (_, i) => (i * 7 % 11 - 5) / 2,
  );
  const real = tf.tensor(values, shape);
  return dtype === "complex64" ? tf.complex(real, tf.sub(1, real)) : real.cast(dtype);
}

/** Cases that are the same in all three ways. */
export const kernelCases: readonly KernelCase[] = [
  ...logic,
  ...numbers,
  ...strings,
  ...moves,
  ...conversions,
  ...integers,
  ...extremes,
];

const segments = () => [tf.tensor2d([[1, 2], [3, 4]]), ints([0, 1]), ints([0, 0])];

/** Cases of results whose shape depends on values: they are refused. */
export const refusedCases: readonly (KernelCase & { readonly instead: string })[] = [
  {
    name: "NonMaxSuppressionV3",
    f: (given, scores) =>
      tf.image.nonMaxSuppression(given as tf.Tensor2D, scores as tf.Tensor1D, 3),
    at: boxes,
    instead: "call tf.image.nonMaxSuppressionPadded() with padToMaxOutputSize",
  },
  {
    name: "NonMaxSuppressionV4",
    f: (given, scores) =>
      Object.values(
        tf.image.nonMaxSuppressionPadded(given as tf.Tensor2D, scores as tf.Tensor1D, 3),
      ),
    at: boxes,
    instead: "set padToMaxOutputSize",
  },
  {
    name: "NonMaxSuppressionV5",
    f: (given, scores) =>
      Object.values(
        tf.image.nonMaxSuppressionWithScore(given as tf.Tensor2D, scores as tf.Tensor1D, 3),
      ),
    at: boxes,
    instead: "call tf.image.nonMaxSuppressionPadded() with padToMaxOutputSize",
  },
  {
    name: "RaggedGather",
    f: (x) => Object.values(tf.raggedGather([ints([0, 2, 2, 5])], x!, ints([2, 0]), 1)).flat(),
    at: () => [tf.range(0, 5)],
    instead: "use a mask instead",
  },
  {
    name: "RaggedRange",
    f: (starts) => Object.values(tf.raggedRange(starts!, ints([5, 8]), ints([2, 3]))),
    at: () => [ints([1, 2])],
    instead: "use a mask instead",
  },
  {
    name: "RaggedTensorToTensor",
    f: (shape, x) =>
      tf.raggedTensorToTensor(shape!, x!, tf.scalar(0), [ints([0, 2, 5])], ["ROW_SPLITS"]),
    at: () => [ints([2, 3]), tf.range(0, 5)],
    instead: "give its shape as a list of numbers without -1",
  },
  {
    name: "SparseFillEmptyRows",
    f: (values) =>
      Object.values(
        tf.sparse.sparseFillEmptyRows(
          [[0, 0], [2, 1]],
          values as tf.Tensor1D,
          [3, 2],
          tf.scalar(0),
        ),
      ),
    at: () => [tf.tensor1d([1, 2])],
    instead: "use a mask instead",
  },
  {
    name: "SparseSegmentSum",
    f: (x, indices, ids) =>
      tf.sparse.sparseSegmentSum(x!, indices as tf.Tensor1D, ids as tf.Tensor1D),
    at: segments,
    instead: "call tf.unsortedSegmentSum()",
  },
  {
    name: "SparseSegmentMean",
    f: (x, indices, ids) =>
      tf.sparse.sparseSegmentMean(x!, indices as tf.Tensor1D, ids as tf.Tensor1D),
    at: segments,
    instead: "call tf.unsortedSegmentSum()",
  },
  {
    name: "StringNGrams",
    f: (x) =>
      Object.values(
        tf.string.stringNGrams(x as tf.Tensor1D, ints([0, 2]), "|", [1], "", "", 0, false),
      ),
    at: () => [texts("a", "b")],
    instead: "use a mask instead",
  },
  {
    name: "StringSplit",
    f: (x) => Object.values(tf.string.stringSplit(x as tf.Tensor1D, tf.scalar("-"), true)),
    at: () => [texts("a-b", "c")],
    instead: "use a mask instead",
  },
  {
    name: "UniqueV2",
    f: (x) => Object.values(tf.unique(x!)),
    at: () => [tf.tensor1d([1, 2, 1])],
    instead: "use a mask instead",
  },
];
