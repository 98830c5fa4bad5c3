/** Models of several layers, inputs and outputs. @module */

import * as tf from "../../../src/engine/tf.ts";

/** A model, and inputs for it. */
export interface ModelCase {
  readonly name: string;
  readonly make: () => tf.LayersModel;
  readonly given: (examples: number) => tf.Tensor[];
}

const tokens = (shape: number[]) => tf.randomUniform(shape, 0, 20, "int32", 1);
const numbers = (shape: number[]) => tf.randomNormal(shape, 0, 1, "float32", 2);

/** Models that are saved and loaded in the tests. */
export const modelCases: readonly ModelCase[] = [
  {
    name: "tokens of int32, a masked embedding and an LSTM",
    make: () => {
      const input = tf.input({ shape: [6], dtype: "int32", name: "tokens" });
      const { embedding, lstm, dense } = tf.layers;
      const words = embedding({ inputDim: 20, outputDim: 4, maskZero: true }).apply(input);
      const state = lstm({ units: 3 }).apply(words);
      const scores = dense({ units: 2, activation: "softmax", name: "scores" }).apply(state);
      return tf.model({ inputs: input, outputs: scores as tf.SymbolicTensor });
    },
    given: (examples) => [tokens([examples, 6])],
  },
  {
    name: "texts of any length",
    make: () => {
      const input = tf.input({ shape: [null], dtype: "int32", name: "tokens" });
      const words = tf.layers.embedding({ inputDim: 20, outputDim: 4 }).apply(input);
      const mean = tf.layers.globalAveragePooling1d({}).apply(words);
      const output = tf.layers.dense({ units: 1, activation: "sigmoid" }).apply(mean);
      return tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
    },
    given: (examples) => [tokens([examples, examples + 2])],
  },
  {
    name: "two inputs and two outputs, in an order that is not the alphabet's",
    make: () => {
      const image = tf.input({ shape: [8, 8, 1], name: "zz_image" });
      const extra = tf.input({ shape: [3], name: "extra" });
      const { conv2d, batchNormalization, dropout, flatten, concatenate, dense } = tf.layers;
      const seen = conv2d({ filters: 2, kernelSize: 3, activation: "relu" }).apply(image);
      const even = batchNormalization({}).apply(seen);
      const flat = flatten().apply(dropout({ rate: 0.9 }).apply(even)) as tf.SymbolicTensor;
      const both = concatenate().apply([flat, extra]);
      const first = dense({ units: 2, name: "z_first" }).apply(both) as tf.SymbolicTensor;
      const second = dense({ units: 3, name: "a_second" }).apply(both) as tf.SymbolicTensor;
      const model = tf.model({ inputs: [image, extra], outputs: [first, second] });
      // Means and variances that a training would have left.
      const layer = model.layers.find((one) => one.getClassName() === "BatchNormalization")!;
      layer.setWeights([[2, 3], [0.5, -1], [0.3, -0.2], [1.5, 0.7]].map((one) => tf.tensor(one)));
      return model;
    },
    given: (examples) => [numbers([examples, 8, 8, 1]), numbers([examples, 3])],
  },
  {
    name: "an LSTM with its states, three outputs of one layer",
    make: () => {
      const input = tf.input({ shape: [4, 2] });
      const lstm = tf.layers.lstm({ units: 3, returnSequences: true, returnState: true });
      return tf.model({ inputs: input, outputs: lstm.apply(input) as tf.SymbolicTensor[] });
    },
    given: (examples) => [numbers([examples, 4, 2])],
  },
  {
    name: "a model within a model, frozen in part",
    make: () => {
      const inner = tf.sequential({
        layers: [tf.layers.dense({ units: 4, inputShape: [3], trainable: false })],
      });
      return tf.sequential({ layers: [inner, tf.layers.dense({ units: 2 })] });
    },
    given: (examples) => [numbers([examples, 3])],
  },
];
