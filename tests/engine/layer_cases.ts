/** Every layer of tfjs-layers, with a shape to try it on. @module */

import * as tf from "../../src/engine/tf.ts";

/** A layer and the shape of one example for it. */
export interface LayerCase {
  name: string;
  shape: number[];
  make: () => {
    apply: (
      input: tf.SymbolicTensor,
    ) => tf.Tensor | tf.Tensor[] | tf.SymbolicTensor | tf.SymbolicTensor[];
  };
  /** Largest integer of the input, for layers that take indices. */
  indices?: number;
  /** Whether it draws random numbers while it is trained. */
  random?: boolean;
}

const { layers } = tf;
type RNNCell = tf.layers.RNNCell;
const bare = { useBias: false } as const;

/** Every layer of tfjs-layers. */
export const layerCases: readonly LayerCase[] = [
  { name: "dense", shape: [5], make: () => layers.dense({ units: 3 }) },
  ...["relu", "elu", "selu", "sigmoid", "softplus", "softsign", "tanh", "softmax", "swish", "gelu"]
    .map((activation): LayerCase => ({
      name: `dense with ${activation}`,
      shape: [5],
      make: () => layers.dense({ units: 3, activation: activation as "relu" }),
    })),
  { name: "dense on sequences", shape: [4, 5], make: () => layers.dense({ units: 3, ...bare }) },
  {
    name: "conv1d",
    shape: [8, 3],
    make: () => layers.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2 }),
  },
  {
    name: "conv2d",
    shape: [7, 8, 2],
    make: () => layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: "relu" }),
  },
  {
    // tfjs has no gradient of a dilated convolution.
    name: "conv2d, same, dilated, frozen",
    shape: [7, 8, 2],
    make: () =>
      layers.conv2d({
        filters: 3,
        kernelSize: 3,
        padding: "same",
        dilationRate: 2,
        trainable: false,
      }),
  },
  {
    name: "conv2dTranspose",
    shape: [4, 5, 2],
    make: () => layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2 }),
  },
  {
    name: "conv3d",
    shape: [4, 5, 4, 2],
    make: () => layers.conv3d({ filters: 3, kernelSize: 2 }),
  },
  {
    name: "depthwiseConv2d",
    shape: [6, 6, 3],
    make: () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }),
  },
  {
    name: "separableConv2d",
    shape: [6, 6, 3],
    make: () => layers.separableConv2d({ filters: 4, kernelSize: 3 }),
  },
  { name: "maxPooling1d", shape: [6, 2], make: () => layers.maxPooling1d({ poolSize: 2 }) },
  { name: "maxPooling2d", shape: [6, 7, 2], make: () => layers.maxPooling2d({ poolSize: 2 }) },
  { name: "maxPooling3d", shape: [4, 4, 4, 2], make: () => layers.maxPooling3d({ poolSize: 2 }) },
  { name: "averagePooling1d", shape: [6, 2], make: () => layers.averagePooling1d({}) },
  {
    name: "averagePooling2d",
    shape: [6, 7, 2],
    make: () => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  },
  { name: "averagePooling3d", shape: [4, 4, 4, 2], make: () => layers.averagePooling3d({}) },
  { name: "globalAveragePooling1d", shape: [6, 2], make: () => layers.globalAveragePooling1d() },
  {
    name: "globalAveragePooling2d",
    shape: [4, 4, 2],
    make: () => layers.globalAveragePooling2d({}),
  },
  { name: "globalMaxPooling1d", shape: [6, 2], make: () => layers.globalMaxPooling1d() },
  { name: "globalMaxPooling2d", shape: [4, 4, 2], make: () => layers.globalMaxPooling2d({}) },
  { name: "batchNormalization", shape: [5], make: () => layers.batchNormalization() },
  {
    name: "batchNormalization of images",
    shape: [4, 4, 3],
    make: () => layers.batchNormalization(),
  },
  { name: "layerNormalization", shape: [4, 5], make: () => layers.layerNormalization() },
  {
    name: "embedding",
    shape: [4],
    make: () => layers.embedding({ inputDim: 6, outputDim: 3 }),
    indices: 5,
  },
  { name: "simpleRNN", shape: [5, 3], make: () => layers.simpleRNN({ units: 4 }) },
  { name: "gru", shape: [5, 3], make: () => layers.gru({ units: 4, returnSequences: true }) },
  { name: "lstm", shape: [5, 3], make: () => layers.lstm({ units: 4 }) },
  {
    name: "bidirectional",
    shape: [4, 3],
    make: () =>
      layers.bidirectional({ layer: layers.lstm({ units: 2 }) as tf.RNN, mergeMode: "concat" }),
  },
  {
    name: "timeDistributed",
    shape: [4, 3],
    make: () => layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
  },
  {
    name: "convLstm2d",
    shape: [3, 5, 5, 2],
    make: () => layers.convLstm2d({ filters: 2, kernelSize: 3 }),
  },
  { name: "flatten", shape: [3, 4], make: () => layers.flatten() },
  { name: "reshape", shape: [3, 4], make: () => layers.reshape({ targetShape: [2, 6] }) },
  { name: "permute", shape: [3, 4], make: () => layers.permute({ dims: [2, 1] }) },
  { name: "repeatVector", shape: [4], make: () => layers.repeatVector({ n: 3 }) },
  { name: "upSampling2d", shape: [3, 4, 2], make: () => layers.upSampling2d({ size: [2, 3] }) },
  {
    name: "zeroPadding2d",
    shape: [3, 4, 2],
    make: () => layers.zeroPadding2d({ padding: [1, 2] }),
  },
  {
    name: "cropping2D",
    shape: [5, 6, 2],
    make: () => layers.cropping2D({ cropping: [[1, 1], [2, 0]] }),
  },
  { name: "leakyReLU", shape: [5], make: () => layers.leakyReLU({ alpha: 0.2 }) },
  { name: "elu", shape: [5], make: () => layers.elu() },
  { name: "prelu", shape: [5], make: () => layers.prelu() },
  { name: "thresholdedReLU", shape: [5], make: () => layers.thresholdedReLU({ theta: 0.3 }) },
  { name: "softmax", shape: [5], make: () => layers.softmax() },
  {
    name: "conv3dTranspose",
    shape: [2, 3, 2, 2],
    make: () => layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 }),
  },
  {
    name: "upSampling2d, bilinear",
    shape: [3, 4, 2],
    make: () => layers.upSampling2d({ size: [2, 2], interpolation: "bilinear" }),
  },
  {
    name: "activation",
    shape: [5],
    make: () => layers.activation({ activation: "hardSigmoid" }),
  },
  { name: "reLU", shape: [5], make: () => layers.reLU({ maxValue: 0.5 }) },
  merging("add", () => layers.add()),
  merging("average", () => layers.average()),
  merging("concatenate", () => layers.concatenate({ axis: -1 })),
  merging("maximum", () => layers.maximum()),
  merging("minimum", () => layers.minimum()),
  merging("multiply", () => layers.multiply()),
  merging("dot", () => layers.dot({ axes: -1, normalize: true })),
  {
    name: "masking",
    shape: [5, 3],
    make: () => ({
      apply: (x) =>
        layers.lstm({ units: 2 }).apply(
          layers.masking({ maskValue: 0.4 }).apply(x) as tf.SymbolicTensor,
        ),
    }),
  },
  {
    name: "embedding, masked",
    shape: [4],
    make: () => ({
      apply: (x) =>
        layers.gru({ units: 2 }).apply(
          layers.embedding({ inputDim: 6, outputDim: 3, maskZero: true })
            .apply(x) as tf.SymbolicTensor,
        ),
    }),
    indices: 5,
  },
  { name: "rescaling", shape: [4, 3], make: () => layers.rescaling({ scale: 0.5, offset: 2 }) },
  behind("centerCrop", [6, 6, 2], () => layers.centerCrop({ height: 2, width: 4 })),
  {
    ...behind(
      "categoryEncoding",
      [3],
      () => layers.categoryEncoding({ numTokens: 6, outputMode: "multiHot" }),
    ),
    indices: 5,
  },
  recurrent("simpleRNNCell", () => layers.simpleRNNCell({ units: 3 })),
  recurrent("gruCell", () => layers.gruCell({ units: 3, resetAfter: false })),
  recurrent("lstmCell", () => layers.lstmCell({ units: 3, activation: "relu" })),
  recurrent(
    "stackedRNNCells",
    () =>
      layers.stackedRNNCells({
        cells: [layers.lstmCell({ units: 3 }), layers.gruCell({ units: 2 })] as RNNCell[],
      }) as RNNCell,
  ),
  { name: "dropout", shape: [6], make: () => layers.dropout({ rate: 0.5 }), random: true },
  {
    name: "alphaDropout",
    shape: [6],
    make: () => layers.alphaDropout({ rate: 0.5 }),
    random: true,
  },
  {
    name: "gaussianDropout",
    shape: [6],
    make: () => layers.gaussianDropout({ rate: 0.5 }),
    random: true,
  },
  {
    name: "gaussianNoise",
    shape: [6],
    make: () => layers.gaussianNoise({ stddev: 0.5 }),
    random: true,
  },
  {
    name: "spatialDropout1d",
    shape: [4, 3],
    make: () => layers.spatialDropout1d({ rate: 0.5 }),
    random: true,
  },
];

/** A layer of two inputs: the batch, and what a dense layer makes of it. */
function merging(name: string, make: () => tf.layers.Layer): LayerCase {
  return {
    name,
    shape: [3, 4],
    make: () => ({
      apply: (x) => make().apply([x, layers.dense({ units: 4 }).apply(x) as tf.SymbolicTensor]),
    }),
  };
}

/** A layer that, in tfjs, writes its output's shape into its input's: it gets one of its own. */
function behind(name: string, shape: number[], make: () => tf.layers.Layer): LayerCase {
  const same = () => layers.reshape({ targetShape: shape });
  return {
    name,
    shape,
    make: () => ({ apply: (x) => make().apply(same().apply(x) as tf.SymbolicTensor) }),
  };
}

/** A cell, repeated by the layer that repeats cells. */
function recurrent(name: string, cell: () => RNNCell): LayerCase {
  return {
    name,
    shape: [4, 2],
    make: () => layers.rnn({ cell: cell(), returnSequences: true }) as tf.layers.Layer,
  };
}

/** A batch of two examples for a layer. */
export function batchFor({ shape, indices }: LayerCase): tf.Tensor {
  return tf.tidy(() => {
    const x = waves([2, ...shape], 7);
    return indices === undefined ? x : x.mul(indices).floor().abs();
  });
}

/** Numbers without a pattern, away from zero's kinks; positive, as a variance has to be, on average. */
export function waves(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => 0.4 + 0.5 * Math.sin(i * 12.9 + seed),
  );
  return tf.tensor(values, shape);
}
