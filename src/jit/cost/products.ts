/**
 * Matrix products, convolutions and what is made of them.
 *
 * Counted without attributes where shapes alone decide: the length that a matrix product sums over
 * is the elements of one factor's matrix divided by the rows of the result, transposed or not. A
 * convolution counts every tap of its window, those that fall on padding too, as all tools do.
 *
 * @module
 */

import { type CostNode, type CostRule, elements, lengthOf, streaming } from "./cost_node.ts";
import { isComplex, perElement, SERIES } from "./elementwise.ts";

/** Operations of one multiplication with an addition. */
function multiplyAdd(node: CostNode): number {
  return isComplex(node.outputs[0]?.dtype) ? 8 : 2;
}

function matMul(node: CostNode): number {
  const [a] = node.inputs;
  const [out] = node.outputs;
  const summed = lengthOf(a, -1) * lengthOf(a, -2) / lengthOf(out, -2);
  // An empty result is no work, whatever is summed over.
  return elements(out) === 0 ? 0 : multiplyAdd(node) * elements(out) * summed;
}

/** Taps of a filter `[...window, inputs, outputs]` for one element of the result. */
function taps(filter: CostNode["inputs"][number]): number {
  return elements(filter) / lengthOf(filter, -1);
}

/** Taps of a depthwise filter `[height, width, inputs, multiplier]`. */
function depthwiseTaps(filter: CostNode["inputs"][number]): number {
  return lengthOf(filter, 0) * lengthOf(filter, 1);
}

/** Ops that may come with a bias and more in one: what they compute before that. */
const FUSIBLE: Record<string, (node: CostNode) => number> = {
  MatMul: matMul,
  BatchMatMul: matMul,
  BatchMatMulV2: matMul,
  BatchMatMulV3: matMul,
  Conv2D: ({ inputs, outputs }) => 2 * elements(outputs[0]) * taps(inputs[1]),
  Conv3D: ({ inputs, outputs }) => 2 * elements(outputs[0]) * taps(inputs[1]),
  DepthwiseConv2dNative: ({ inputs, outputs }) =>
    2 * elements(outputs[0]) * depthwiseTaps(inputs[1]),
};

/** Work on each element of the result that TensorFlow made part of a product. */
function epilogue({ fused, inputs, outputs }: CostNode): number {
  // Each further input is a bias or a sum; more is not known without the names.
  const each = fused === undefined
    ? inputs.length - 2
    : fused.reduce((sum, op) => sum + (perElement(op) ?? NaN), 0);
  return each * elements(outputs[0]);
}

/** Filter and incoming gradient of a convolution's gradient to its input. */
function toInput(count: typeof taps): CostRule {
  return streaming(({ inputs }) => 2 * elements(inputs[2]) * count(inputs[1]));
}

/** The same to its filter. */
function toFilter(count: typeof taps): CostRule {
  return streaming(({ inputs, outputs }) => 2 * elements(inputs[2]) * count(outputs[0]));
}

/** Counts one multiplication for each way to choose all indices, and as many additions if any sums. */
function einsum(node: CostNode): number {
  const equation = node.attrs?.text("equation") ?? "";
  const [left, result] = equation.replaceAll(" ", "").split("->");
  // "..." would need the rank of what it stands for.
  if (left === undefined || result === undefined || equation.includes(".")) return NaN;
  const lengths = new Map<string, number>();
  left.split(",").forEach((labels, i) => {
    [...labels].forEach((label, axis) => lengths.set(label, lengthOf(node.inputs[i], axis)));
  });
  const all = [...lengths.values()].reduce((product, length) => product * length, 1);
  const sums = lengths.size > result.length;
  if (node.inputs.length === 1) return sums ? all : 0;
  return all * (sums ? multiplyAdd(node) : multiplyAdd(node) === 8 ? 6 : 1);
}

/** Batch times steps times units, and the lengths of the one matrix of an LSTM's kernel. */
function lstmSizes({ inputs }: CostNode) {
  const [, x, cell] = inputs;
  const rows = lengthOf(x, 0) * lengthOf(x, 1);
  const units = lengthOf(cell, 1);
  return { states: rows * units, product: 2 * rows * (lengthOf(x, 2) + units) * 4 * units };
}

/** Four biases, one more of the forget gate, three sigmoids, two tanh, 4 for the new state. */
const LSTM_STATE = 4 + 1 + 3 * (SERIES + 2) + 2 * SERIES + 4;
/** Three gates' slopes and the cell input's, 4 each; state 5, carry 1, the bias' gradient 4. */
const LSTM_STATE_GRADIENT = 4 * 4 + 5 + 1 + 4;

function lstm(node: CostNode): number {
  const { states, product } = lstmSizes(node);
  return product + LSTM_STATE * states;
}

function lstmGradient(node: CostNode): number {
  const { states, product } = lstmSizes(node);
  return 2 * product + LSTM_STATE_GRADIENT * states;
}

/** Rules by op. */
export const PRODUCTS: ReadonlyMap<string, CostRule> = new Map([
  ...Object.entries(FUSIBLE).flatMap(([op, flops]): [string, CostRule][] => [
    [op, streaming(flops)],
    [`Fused${op}`, streaming((node) => flops(node) + epilogue(node))],
  ]),
  ["Conv2DBackpropInput", toInput(taps)],
  ["Conv3DBackpropInputV2", toInput(taps)],
  ["Conv2DBackpropFilter", toFilter(taps)],
  ["Conv3DBackpropFilterV2", toFilter(taps)],
  ["DepthwiseConv2dNativeBackpropInput", toInput(depthwiseTaps)],
  ["DepthwiseConv2dNativeBackpropFilter", toFilter(depthwiseTaps)],
  ["Einsum", streaming(einsum)],
  ["BlockLSTM", streaming(lstm)],
  ["BlockLSTMV2", streaming(lstm)],
  ["BlockLSTMGrad", streaming(lstmGradient)],
  ["BlockLSTMGradV2", streaming(lstmGradient)],
]);
