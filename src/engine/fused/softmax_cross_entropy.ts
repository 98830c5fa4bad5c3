/** Cross entropy of logits, with probabilities or class numbers as labels. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { checkIndices } from "./check_indices.ts";
import { type FusedOp, runFused } from "./fused_op.ts";

/** Below this a logit counts as minus infinity, yet its product with a label of 0 is 0. */
export const LOWEST_LOGIT = -1e38;

const NONE: Record<never, never> = {};

/** How far each logit lies below the largest of its row, and the logarithm of the sum of their powers. */
function fromTop(logits: tfjs.Tensor): { below: tfjs.Tensor; total: tfjs.Tensor } {
  const below = tfjs.sub(logits, tfjs.max(logits, -1, true));
  return { below, total: tfjs.log(tfjs.sum(tfjs.exp(below), -1, true)) };
}

const dense: FusedOp<typeof NONE> = {
  results: 1,
  kernelName: "SoftmaxCrossEntropyWithLogits",
  composed: ({ labels, logits }) => {
    const { below, total } = fromTop(tfjs.maximum(logits!, LOWEST_LOGIT));
    return [tfjs.sum(tfjs.mul(labels!, tfjs.sub(total, below)), -1)];
  },
  gradient: ({ dys: [dy], inputs, kept: [slope], wanted }) => {
    const perRow = tfjs.expandDims(dy!, -1);
    // TensorFlow's slope, softmax - labels, holds for labels whose sum is 1; here for all.
    const total = tfjs.sum(inputs.labels!, -1, true);
    const gradients: Record<string, tfjs.Tensor> = {
      logits: tfjs.add(
        tfjs.mul(slope!, tfjs.mul(perRow, total)),
        tfjs.mul(inputs.labels!, tfjs.mul(perRow, tfjs.sub(total, 1))),
      ),
    };
    if (wanted.includes("labels")) {
      gradients.labels = tfjs.neg(tfjs.mul(tfjs.logSoftmax(inputs.logits!), perRow));
    }
    return gradients;
  },
};

/**
 * Cross entropy of each row: `-sum(labels * log(softmax(logits)))`.
 *
 * @param labels Probabilities, float32 [rows, classes].
 * @param logits float32 [rows, classes].
 * @returns float32 [rows].
 */
export function crossEntropyOfRows(labels: tfjs.Tensor, logits: tfjs.Tensor): tfjs.Tensor {
  return runFused(dense, { labels, logits }, NONE)[0]!;
}

const sparse: FusedOp<typeof NONE> = {
  results: 1,
  kernelName: "SparseSoftmaxCrossEntropyWithLogits",
  composed: ({ labels, logits }) => {
    const { below, total } = fromTop(logits!);
    const losses = tfjs.squeeze(total, [1]);
    // tfjs's gatherND refuses an empty tensor.
    if (labels!.size === 0) return [losses];
    const rows = tfjs.range(0, labels!.size, 1, "int32");
    return [tfjs.sub(losses, tfjs.gatherND(below, tfjs.stack([rows, labels!], 1)))];
  },
  gradient: ({ dys: [dy], kept: [slope] }) => ({
    logits: tfjs.mul(slope!, tfjs.expandDims(dy!, -1)),
  }),
};

/**
 * Cross entropy of each row whose class has the number `labels`.
 *
 * @param labels int32 [rows].
 * @param logits float32 [rows, classes].
 * @returns float32 [rows].
 * @throws {RangeError} On an engine other than TensorFlow, if there is no class of such a number;
 * TensorFlow throws an error of its own, and compiled by XLA the result is NaN.
 */
export function crossEntropyOfClasses(labels: tfjs.Tensor, logits: tfjs.Tensor): tfjs.Tensor {
  checkIndices("compute the cross entropy", { indices: labels, length: logits.shape[1]! });
  return runFused(sparse, { labels, logits }, NONE)[0]!;
}
