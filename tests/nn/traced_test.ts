import { assert, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { jit } from "../../src/jit/mod.ts";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertAllClose } from "../tolerance.ts";
import { filled, tidily } from "./numbers.ts";

interface Case {
  name: string;
  shapes: number[][];
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
}

const labels = () => tf.range(0, 300, 1, "int32");

/** Large enough that formulas are compiled on their own. */
const WIDE = [300, 300];

/** As large, with rows that XLA takes 16 numbers at a time. */
const EVEN = [300, 320];

const cases: Case[] = [
  {
    name: "softmaxCrossEntropy",
    shapes: [WIDE, WIDE],
    f: (x, y) => nn.softmaxCrossEntropy(tf.softmax(x!), y!),
  },
  {
    name: "sparseSoftmaxCrossEntropy",
    shapes: [WIDE],
    f: (x) => nn.sparseSoftmaxCrossEntropy(labels(), x!, { ignoreIndex: 5 }),
  },
  {
    name: "sparseSoftmaxCrossEntropy of 320 classes",
    shapes: [EVEN],
    f: (x) => nn.sparseSoftmaxCrossEntropy(labels(), x!, { reduction: "none" }),
  },
  {
    name: "sparseSoftmaxCrossEntropy of 320 classes far apart",
    shapes: [EVEN],
    f: (x) => nn.sparseSoftmaxCrossEntropy(labels(), tf.mul(x!, 100)),
  },
  {
    name: "layerNorm",
    shapes: [WIDE, [300], [300]],
    f: (x, gamma, beta) => nn.layerNorm(x!, { gamma: gamma!, beta: beta! }),
  },
  {
    name: "layerNorm of rows of 320",
    shapes: [EVEN, [320], [320]],
    f: (x, gamma, beta) => nn.layerNorm(x!, { gamma: gamma!, beta: beta! }),
  },
  {
    name: "rmsNorm of rows of 320",
    shapes: [EVEN, [320]],
    f: (x, gamma) => nn.rmsNorm(x!, { gamma: gamma! }),
  },
  { name: "plain layerNorm", shapes: [[3, 4]], f: (x) => nn.layerNorm(x!) },
  { name: "rmsNorm", shapes: [WIDE, [300]], f: (x, gamma) => nn.rmsNorm(x!, { gamma: gamma! }) },
  {
    name: "batchNorm",
    shapes: [WIDE, [300], [300]],
    f: (x, gamma, beta) => nn.batchNorm(x!, { gamma: gamma!, beta: beta! }).y,
  },
  {
    name: "the variance of batchNorm",
    shapes: [[4, 3, 2]],
    f: (x) => nn.batchNorm(x!, { axis: 1 }).variance,
  },
  { name: "gelu", shapes: [WIDE], f: (x) => nn.gelu(x!) },
  { name: "approximate gelu", shapes: [WIDE], f: (x) => nn.gelu(x!, { approximate: true }) },
  {
    name: "causal attention",
    shapes: [[4, 2, 100, 8], [4, 2, 100, 8], [4, 2, 100, 8]],
    f: (q, k, v) => nn.attention(q!, k!, v!, { causal: true }),
  },
  {
    name: "causal attention over 128 keys",
    shapes: [[2, 2, 128, 32], [2, 2, 128, 32], [2, 2, 128, 32]],
    f: (q, k, v) => nn.attention(q!, k!, v!, { causal: true }),
  },
  {
    name: "masked attention",
    shapes: [[4, 2, 6, 8], [4, 2, 5, 8], [4, 2, 5, 3], [4, 1, 1, 5]],
    f: (q, k, v, mask) =>
      tf.add(
        nn.attention(q!, k!, v!, { mask: tf.greater(mask!, 0) }),
        nn.attention(q!, k!, v!, { mask: mask! }),
      ),
  },
  { name: "embedding", shapes: [WIDE], f: (table) => nn.embedding(labels(), table!) },
  {
    name: "lstm in two halves",
    shapes: [[32, 4, 3], [3, 16], [4, 16], [16], [32, 4], [32, 4]],
    f: (x, kernel, recurrentKernel, bias, h, c) => {
      const made = nn.lstm(
        x!,
        { kernel: kernel!, recurrentKernel: recurrentKernel!, bias: bias! },
        {
          initialState: [h!, c!],
        },
      );
      return tf.concat([tf.reshape(made.outputs, [32, 16]), made.h, made.c], 1);
    },
  },
  {
    name: "lstm of one step",
    shapes: [[2, 1, 3], [3, 16], [4, 16]],
    f: (x, kernel, recurrentKernel) =>
      nn.lstm(x!, { kernel: kernel!, recurrentKernel: recurrentKernel! }).h,
  },
];

/** The result, and the gradients of a weighted sum of it. */
function withGradients({ f }: Case): (...inputs: tf.Tensor[]) => tf.Tensor[] {
  return (...inputs) => {
    const value = f(...inputs);
    const weights = filled(value.shape, 7);
    return [value, ...tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(f(...xs), weights)))(inputs)];
  };
}

/** Sums of thousands of numbers, in another order. */
const LOOSE = { relative: 1e-3, absolute: 1e-4 };

describeTensorflow("nn in compiled functions", () => {
  for (const each of cases) {
    for (const xla of [false, true]) {
      const how = xla ? "through XLA" : "compiled";
      it(`${each.name} ${how} gives what it gives op by op, gradients too`, () => {
        const run = withGradients(each);
        const compiled = jit(run, { xla });
        tidily(() => {
          const inputs = each.shapes.map((shape, i) => filled(shape, i + 1));
          const found = compiled(...inputs);
          for (const [i, wanted] of run(...inputs).entries()) {
            const message = i === 0 ? "result" : `gradient of input ${i - 1}`;
            assertAllClose(found[i]!, wanted, { tolerance: LOOSE, message });
          }
        });
        compiled.dispose();
      });
    }
  }

  for (const wrong of [320, -1]) {
    it(`sparseSoftmaxCrossEntropy in a compiled function refuses the class ${wrong} of 320`, () => {
      const compiled = jit((x: tf.Tensor, labels: tf.Tensor) =>
        nn.sparseSoftmaxCrossEntropy(labels, x)
      );
      tidily(() => {
        const numbers = Int32Array.from({ length: 300 }, (_, i) => i === 7 ? wrong : i);
        const classes = tf.tensor1d(numbers, "int32");
        const error = assertThrows(() => compiled(filled(EVEN), classes), Error);
        assert(error.message.includes(`[7] = ${wrong} is not in [0, 320)`), error.message);
      });
      compiled.dispose();
    });
  }

  it("sparseSoftmaxCrossEntropy in a compiled function takes logits of minus infinity", () => {
    const compiled = jit((x: tf.Tensor, labels: tf.Tensor) =>
      tf.valueAndGrad((x) => nn.sparseSoftmaxCrossEntropy(labels, x, { reduction: "none" }))(x)
    );
    tidily(() => {
      const isMasked = tf.greater(tf.range(0, 320), 9);
      const x = tf.where(isMasked, -Infinity, filled(EVEN));
      const classes = tf.fill([300], 3, "int32");
      const { value, grad } = compiled(x, classes);
      const few = tf.slice(x, [0, 0], [-1, 10]);
      assertAllClose(
        value,
        nn.sparseSoftmaxCrossEntropy(classes, few, { reduction: "none" }),
        { tolerance: LOOSE },
      );
      assertAllClose(tf.sum(tf.abs(tf.slice(grad, [0, 10], [-1, -1]))), 0);
    });
    compiled.dispose();
  });

  it("dropout in a compiled function drops other elements at each call", () => {
    const compiled = jit((x: tf.Tensor) => nn.dropout(x, 0.5), { seed: 3 });
    tidily(() => {
      const x = tf.ones([200]);
      const differs = tf.any(tf.notEqual(compiled(x), compiled(x)));
      assertAllClose(tf.cast(differs, "float32"), 1);
    });
    compiled.dispose();
  });

  it("attention with dropout in a compiled function does so too", () => {
    const compiled = jit((x: tf.Tensor) => nn.attention(x, x, x, { dropout: 0.5 }), { seed: 3 });
    tidily(() => {
      const x = filled([1, 2, 8, 4]);
      const differs = tf.any(tf.notEqual(compiled(x), compiled(x)));
      assertAllClose(tf.cast(differs, "float32"), 1);
    });
    compiled.dispose();
  });
});
