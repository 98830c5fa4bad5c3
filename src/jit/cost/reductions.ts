/**
 * Sums, softmax, normalisation, windows: ops that combine elements of one tensor.
 *
 * @module
 */

import {
  bytesOf,
  bytesWritten,
  type CostNode,
  type CostRule,
  elements,
  lengthOf,
  streaming,
} from "./cost_node.ts";
import { perElement, SERIES } from "./elementwise.ts";

/** One operation for each element read. */
const EACH =
  "All Any ArgMax ArgMin BiasAddGrad Bincount Cumprod Cumsum DenseBincount Max Min Prod " +
  "SegmentSum Sum UnsortedSegmentSum UnsortedSegmentMax";

/** Operations per element of the first input, by what the op goes through. */
const PER_INPUT: Record<string, number> = {
  EuclideanNorm: 2,
  L2Loss: 2,
  // Largest, difference, exp, sum, quotient.
  Softmax: 4 + SERIES,
  // Centre, square and sum for mean and variance (1 + 3), then scale and shift what is centred.
  LayerNorm: 7,
};

/** Of a row of logits: its largest, differences, exps, their sum. */
const SOFTMAX_SUM = 3 + SERIES;

/** Log-softmax subtracts the logarithm of each row's sum. */
function logSoftmax({ inputs }: CostNode): number {
  const all = elements(inputs[0]);
  return all * (SOFTMAX_SUM + 1) + all / lengthOf(inputs[0], -1) * SERIES;
}

/** Loss by a product and a sum with the labels, gradient by a quotient and a difference. */
function denseCrossEntropy({ inputs }: CostNode): number {
  const all = elements(inputs[0]);
  return all * (SOFTMAX_SUM + 5) + all / lengthOf(inputs[0], -1) * SERIES;
}

/** The loss takes one element of each row; the gradient differs from the quotient there alone. */
function sparseCrossEntropy({ inputs }: CostNode): number {
  const all = elements(inputs[0]);
  return all * (SOFTMAX_SUM + 1) + all / lengthOf(inputs[0], -1) * (SERIES + 2);
}

/** Mean and variance (1 + 3 operations) only where they are not given. */
function batchNorm(node: CostNode): number {
  const training = node.attrs === undefined ? NaN : node.attrs.bool("is_training") ? 4 : 0;
  return (training + 3) * elements(node.inputs[0]);
}

/** With an activation, and a sum with one more input. */
function batchNormEx(node: CostNode): number {
  const more = node.fused?.reduce((sum, op) => sum + (perElement(op) ?? NaN), 0) ??
    node.inputs.length - 4;
  return batchNorm(node) + more * elements(node.inputs[0]);
}

/** Squares, their sum over neighbouring channels, a factor and an offset, a power, a product. */
function localResponse({ attrs, inputs }: CostNode): number {
  const radius = attrs === undefined ? NaN : attrs.int("depth_radius");
  return (2 * radius + 1 + 4 + 2 * SERIES + 1) * elements(inputs[0]);
}

/** Elements of a pooling window. */
function window({ attrs }: CostNode): number {
  const lengths = attrs?.ints("ksize") ?? [];
  return lengths.length === 0 ? NaN : lengths.reduce((size, length) => size * length, 1);
}

/** Window times the elements that `of` picks: the result's, or the incoming gradient's. */
function pool(of: (node: CostNode) => CostNode["inputs"][number]): CostRule {
  return streaming((node) => window(node) * elements(of(node)));
}

/** A grey-scale filter `[height, width, depth]` adds and compares at each tap. */
function dilation(of: (node: CostNode) => CostNode["inputs"][number]): CostRule {
  return streaming((node) =>
    2 * lengthOf(node.inputs[1], 0) * lengthOf(node.inputs[1], 1) * elements(of(node))
  );
}

/** Transforms along the last axis; 5 n log2 n is the usual figure for complex numbers. */
function fourier(each: number, side: "inputs" | "outputs"): CostRule {
  return streaming((node) => {
    const length = lengthOf(node[side][0], -1);
    return each * elements(node[side][0]) * Math.log2(length);
  });
}

/** Random bits are not counted; what makes numbers of them is. */
function randoms(each: number, ops: string): [string, CostRule][] {
  const rule: CostRule = (node) => ({
    flops: each * elements(node.outputs[0]),
    bytes: bytesWritten(node),
  });
  return ops.split(" ").map((op) => [op, rule]);
}

/** Logarithm, root, sine and product; a truncated one as if none were drawn again. */
const NORMAL = 2 * SERIES + 2;

/** Rules by op. */
export const REDUCTIONS: ReadonlyMap<string, CostRule> = new Map([
  ...EACH.split(" ").map((op): [string, CostRule] => [
    op,
    streaming(({ inputs }) => elements(inputs[0])),
  ]),
  ...Object.entries(PER_INPUT).map(([op, each]): [string, CostRule] => [
    op,
    streaming(({ inputs }) => each * elements(inputs[0])),
  ]),
  // A division for each mean.
  ["Mean", streaming(({ inputs, outputs }) => elements(inputs[0]) + elements(outputs[0]))],
  ["LogSoftmax", streaming(logSoftmax)],
  ["SoftmaxCrossEntropyWithLogits", streaming(denseCrossEntropy)],
  ["SparseSoftmaxCrossEntropyWithLogits", streaming(sparseCrossEntropy)],
  ["FusedBatchNorm", streaming(batchNorm)],
  ["FusedBatchNormV2", streaming(batchNorm)],
  ["FusedBatchNormV3", streaming(batchNorm)],
  ["FusedBatchNormEx", streaming(batchNormEx)],
  // Centre, sum of gradients, their product with what is centred; scale, shift and centre again.
  ["FusedBatchNormGradV3", streaming(({ inputs }) => 8 * elements(inputs[0]))],
  ["LRN", streaming(localResponse)],
  ["AvgPool", pool(({ outputs }) => outputs[0])],
  ["AvgPool3D", pool(({ outputs }) => outputs[0])],
  ["MaxPool", pool(({ outputs }) => outputs[0])],
  ["MaxPool3D", pool(({ outputs }) => outputs[0])],
  ["MaxPoolWithArgmax", pool(({ outputs }) => outputs[0])],
  ["AvgPoolGrad", pool(({ inputs }) => inputs[1])],
  ["AvgPool3DGrad", pool(({ inputs }) => inputs[1])],
  ["MaxPoolGrad", pool(({ inputs }) => inputs[2])],
  ["MaxPool3DGrad", pool(({ inputs }) => inputs[2])],
  ["Dilation2D", dilation(({ outputs }) => outputs[0])],
  ["Dilation2DBackpropInput", dilation(({ inputs }) => inputs[2])],
  ["Dilation2DBackpropFilter", dilation(({ inputs }) => inputs[2])],
  // Three straight lines between two points, 3 operations each.
  ["ResizeBilinear", streaming(({ outputs }) => 9 * elements(outputs[0]))],
  ["CropAndResize", streaming(({ outputs }) => 9 * elements(outputs[0]))],
  ["ResizeBilinearGrad", streaming(({ inputs }) => 8 * elements(inputs[0]))],
  ["ResizeNearestNeighborGrad", streaming(({ inputs }) => elements(inputs[0]))],
  ["FFT", fourier(5, "inputs")],
  ["IFFT", fourier(5, "inputs")],
  ["RFFT", fourier(2.5, "inputs")],
  ["IRFFT", fourier(2.5, "outputs")],
  ["TensorScatterAdd", streaming(({ inputs }) => elements(inputs[2]))],
  [
    "ResourceScatterAdd",
    ({ inputs: [, indices, updates] }) => ({
      flops: elements(updates),
      bytes: bytesOf(indices) + 3 * bytesOf(updates),
    }),
  ],
  ...randoms(0, "StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2"),
  ...randoms(
    1,
    "RandomUniform StatelessRandomUniform StatelessRandomUniformInt StatelessRandomUniformIntV2 " +
      "StatelessRandomUniformV2",
  ),
  ...randoms(
    NORMAL,
    "RandomStandardNormal StatelessRandomNormal StatelessRandomNormalV2 " +
      "StatelessTruncatedNormal StatelessTruncatedNormalV2 TruncatedNormal",
  ),
]);
