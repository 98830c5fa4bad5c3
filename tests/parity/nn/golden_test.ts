import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../../src/nn/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { filled, numbers, tidily, valuesOf } from "../../nn/numbers.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";
import { assertAllClose } from "../../tolerance.ts";

/** A result of a peer; see make.py, which writes them. */
interface Golden {
  name: string;
  library: string;
  inputs: { shape: number[]; seed: number }[];
  shape: number[];
  result: number[];
  gradients: number[][];
}

const golden: Golden[] = JSON.parse(
  Deno.readTextFileSync(new URL("./golden.json", import.meta.url)),
);

const classes = () => tf.tensor2d([1, 0, 5, 3, 2, 2, 4, 0, 5, 1, 3, 3], [3, 4], "int32");

/** What ours computes of the inputs, by the name of the case. */
const OURS: Record<string, (...inputs: tf.Tensor[]) => tf.Tensor> = {
  layerNorm: (x, gamma, beta) => nn.layerNorm(x!, { gamma: gamma!, beta: beta! }),
  "layerNorm of two axes": (x, gamma, beta) =>
    nn.layerNorm(x!, { gamma: gamma!, beta: beta!, axes: 2, epsilon: 1e-3 }),
  rmsNorm: (x, gamma) => nn.rmsNorm(x!, { gamma: gamma! }),
  batchNorm: (x, gamma, beta) => nn.batchNorm(x!, { gamma: gamma!, beta: beta! }).y,
  "batchNorm of axis 1": (x, gamma, beta) =>
    nn.batchNorm(x!, { gamma: gamma!, beta: beta!, axis: 1, epsilon: 1e-3 }).y,
  gelu: (x) => nn.gelu(x!),
  "gelu approximate": (x) => nn.gelu(x!, { approximate: true }),
  softmaxCrossEntropy: (x) => nn.softmaxCrossEntropy(tf.softmax(filled([4, 6], 5)), x!),
  "softmaxCrossEntropy smoothed": (x) => {
    const labels = tf.oneHot(tf.tensor1d([1, 0, 5, 3], "int32"), 6);
    return nn.softmaxCrossEntropy(tf.cast(labels, "float32"), x!, { labelSmoothing: 0.1 });
  },
  sparseSoftmaxCrossEntropy: (x) => nn.sparseSoftmaxCrossEntropy(classes(), x!, { ignoreIndex: 3 }),
  attention: (q, k, v) => nn.attention(q!, k!, v!),
  "attention causal": (q, k, v) => nn.attention(q!, k!, v!, { causal: true, scale: 0.7 }),
  "attention masked": (q, k, v) =>
    nn.attention(q!, k!, v!, { mask: tf.tensor2d([1, 0, 1, 1, 1, 0], [2, 3], "bool") }),
  embedding: (table) => nn.embedding(classes(), table!),
  lstm: (x, kernel, recurrentKernel, bias, h, c) => {
    const made = nn.lstm(x!, { kernel: kernel!, recurrentKernel: recurrentKernel!, bias: bias! }, {
      initialState: [h!, c!],
    });
    return tf.concat([made.outputs, made.h, made.c].map((one) => tf.reshape(one, [-1])));
  },
  "lstm backwards": (x, kernel, recurrentKernel, bias) =>
    nn.lstm(x!, { kernel: kernel!, recurrentKernel: recurrentKernel!, bias: bias! }, {
      goBackwards: true,
    }).outputs,
};

/** Sums of dozens of products in float32 against float64. */
const TOLERANCE = { relative: 2e-5, absolute: 1e-5 };

describeOnEngines("nn against its peers", () => {
  for (const { name, library, inputs, shape, result, gradients } of golden) {
    it(`${name} gives what ${library} gives`, () => {
      tidily(() => {
        const given = inputs.map(({ shape, seed }) => filled(shape, seed));
        const ours = OURS[name]!;
        const value = ours(...given);
        assertEquals(value.shape, shape);
        assertAllClose(valuesOf(value), result, { tolerance: TOLERANCE });
        if (gradients.length === 0) return;
        const weights = tf.tensor(numbers(result.length, 7), shape);
        const found = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(ours(...xs), weights)))(given);
        for (const [i, wanted] of gradients.entries()) {
          const message = `gradient of input ${i}`;
          assertAllClose(valuesOf(found[i]!), wanted, { tolerance: TOLERANCE, message });
        }
      });
    });
  }

  it("every peer's case has ours", () => {
    assertEquals(Object.keys(OURS).sort(), golden.map(({ name }) => name).sort());
  });
});
