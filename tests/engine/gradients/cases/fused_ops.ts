/** Cases of the ops in src/engine/fused, by way of the functions that run them. @module */

import * as nn from "../../../../src/nn/mod.ts";
import * as tf from "../../../../src/engine/tf.ts";
import type { GradientCase } from "../finite_differences.ts";
import { between, exactly, signed } from "./points.ts";

const NONE = tf.Reduction.NONE;

const crossEntropies: GradientCase[] = [
  {
    name: "softmaxCrossEntropy",
    f: (labels, logits) => nn.softmaxCrossEntropy(labels!, logits!, { reduction: "none" }),
    at: [exactly([2, 3], [0.2, 0.3, 0.9, 0.1, 0.5, 0.1]), signed([2, 3])],
  },
  {
    name: "softmaxCrossEntropy, labels smoothed, of rank 3",
    f: (logits) =>
      nn.softmaxCrossEntropy(tf.tensor([0, 1, 1, 0], [2, 1, 2]), logits!, { labelSmoothing: 0.2 }),
    at: [signed([2, 1, 2])],
  },
  {
    name: "losses.softmaxCrossEntropy, weighted",
    f: (logits, weights) =>
      tf.losses.softmaxCrossEntropy(tf.tensor2d([[0, 1], [1, 0]]), logits!, weights!, 0.1),
    at: [signed([2, 2]), between([2], 0.5, 2)],
  },
  {
    name: "losses.sigmoidCrossEntropy, at logits of 0 too",
    f: (labels, logits) => tf.losses.sigmoidCrossEntropy(labels!, logits!, undefined, 0, NONE),
    at: [exactly([6], [0, 1, 0.3, 1, 0, 0.5]), exactly([6], [0, 0, 0, -0.7, 1.2, 0.4])],
  },
  {
    name: "losses.sigmoidCrossEntropy, smoothed and weighted",
    f: (logits, weights) =>
      tf.losses.sigmoidCrossEntropy(tf.tensor2d([[0, 1], [1, 0]]), logits!, weights!, 0.1),
    at: [exactly([2, 2], [0, 1.5, -0.5, 0]), between([2, 1], 0.5, 2)],
  },
  {
    name: "sparseSoftmaxCrossEntropy",
    f: (logits) =>
      nn.sparseSoftmaxCrossEntropy(tf.tensor1d([2, 0], "int32"), logits!, { reduction: "none" }),
    at: [signed([2, 3])],
  },
  {
    name: "sparseSoftmaxCrossEntropy, one ignored",
    f: (logits) =>
      nn.sparseSoftmaxCrossEntropy(tf.tensor1d([2, 9, 1], "int32"), logits!, { ignoreIndex: 9 }),
    at: [signed([3, 3])],
  },
];

const norms: GradientCase[] = [
  {
    name: "layerNorm",
    f: (x, gamma, beta) => nn.layerNorm(x!, { gamma: gamma!, beta: beta!, epsilon: 0.1 }),
    at: [signed([2, 3]), signed([3]), signed([3])],
  },
  {
    name: "layerNorm of two axes, plain",
    f: (x) => nn.layerNorm(x!, { axes: 2 }),
    at: [signed([2, 2, 2])],
  },
  {
    name: "layerNorm, shifted only",
    f: (x, beta) => nn.layerNorm(x!, { beta: beta!, epsilon: 0.1 }),
    at: [signed([2, 3]), signed([3])],
  },
  {
    name: "rmsNorm",
    f: (x, gamma) => nn.rmsNorm(x!, { gamma: gamma!, epsilon: 0.1 }),
    at: [signed([2, 3]), signed([3])],
  },
  { name: "rmsNorm, plain", f: (x) => nn.rmsNorm(x!), at: [signed([2, 3])] },
  {
    name: "batchNorm of the last axis",
    f: (x, gamma, beta) => nn.batchNorm(x!, { gamma: gamma!, beta: beta!, epsilon: 0.1 }).y,
    at: [signed([4, 2]), signed([2]), signed([2])],
  },
  {
    name: "batchNorm of the second axis, its mean and variance used",
    f: (x, gamma) => {
      const { y, mean, variance } = nn.batchNorm(x!, { gamma: gamma!, epsilon: 0.1, axis: 1 });
      return [y, mean, variance];
    },
    at: [signed([2, 2, 2]), signed([2])],
  },
  {
    name: "batchNorm, its variance alone",
    f: (x) => nn.batchNorm(x!).variance,
    at: [signed([3, 2])],
  },
];

const gelus: GradientCase[] = [
  { name: "gelu", f: (x) => nn.gelu(x!), at: [signed([2, 3])] },
  {
    name: "gelu by way of tanh",
    f: (x) => nn.gelu(x!, { approximate: true }),
    at: [signed([2, 3])],
  },
];

const seen = () => tf.tensor([1, 0, 1, 1, 0, 0], [2, 3], "bool");

const attentions: GradientCase[] = [
  {
    name: "attention",
    f: (q, k, v) => nn.attention(q!, k!, v!),
    at: [signed([1, 2, 2, 2]), signed([1, 2, 3, 2]), signed([1, 2, 3, 1])],
  },
  {
    name: "attention, causal, of one tensor with itself",
    f: (x) => nn.attention(x!, x!, x!, { causal: true, scale: 0.5 }),
    at: [signed([1, 1, 3, 2])],
  },
  {
    name: "attention, masked, one query seeing nothing",
    f: (q, k, v) => nn.attention(q!, k!, v!, { mask: seen() }),
    at: [signed([2, 2]), signed([3, 2]), signed([3, 2])],
  },
  {
    name: "attention with a mask that learns",
    f: (q, k, v, mask) => nn.attention(q!, k!, v!, { mask: mask!, causal: true }),
    at: [signed([2, 1, 2, 2]), signed([2, 1, 2, 2]), signed([2, 1, 2, 1]), signed([1, 2])],
  },
];

const lstms: GradientCase[] = [
  {
    name: "lstm, all of its results",
    f: (x, kernel, recurrentKernel, bias, h, c) => {
      const made = nn.lstm(
        x!,
        { kernel: kernel!, recurrentKernel: recurrentKernel!, bias: bias! },
        {
          initialState: [h!, c!],
        },
      );
      return [made.outputs, made.h, made.c];
    },
    at: [
      signed([2, 3, 1]),
      signed([1, 8]),
      signed([2, 8]),
      signed([8]),
      signed([2, 2]),
      signed([2, 2]),
    ],
  },
  {
    name: "lstm, backwards, its last output alone",
    f: (x, kernel, recurrentKernel) =>
      nn.lstm(x!, { kernel: kernel!, recurrentKernel: recurrentKernel! }, { goBackwards: true }).h,
    at: [signed([1, 2, 2]), signed([2, 4]), signed([1, 4])],
  },
  {
    name: "lstm of one step, its cell and the weights alone",
    f: (kernel, recurrentKernel) =>
      nn.lstm(tf.ones([2, 1, 1]), { kernel: kernel!, recurrentKernel: recurrentKernel! }).c,
    at: [signed([1, 4]), signed([1, 4])],
  },
];

const others: GradientCase[] = [
  {
    name: "embedding",
    f: (table) => nn.embedding(tf.tensor2d([[2, 0], [2, 1]], [2, 2], "int32"), table!),
    at: [signed([3, 2])],
  },
];

/** All of them. */
export const fusedOpCases: GradientCase[] = [
  ...crossEntropies,
  ...norms,
  ...gelus,
  ...attentions,
  ...lstms,
  ...others,
];
