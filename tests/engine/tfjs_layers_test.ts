import { assert, assertEquals } from "@std/assert";
import { afterAll, beforeAll, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

// tfjs-layers as npm ships it, each layer forward and trained one step, against tfjs's cpu backend.
// IS_TEST makes tfjs look for leaked tensors after every kernel. The packages' own suites say more,
// but need a checkout of the public repository (tests/upstream/README.md).

/** A layer and the shape of one example for it. */
interface LayerCase {
  name: string;
  shape: number[];
  make: () => tf.layers.Layer;
  /** Largest integer of the input, for layers that take indices. */
  indices?: number;
}

interface Outcome {
  output: Float32Array;
  loss: number;
  trained: Float32Array[];
  leaked: number;
}

const { layers } = tf;
const bare = { useBias: false } as const;

const CASES: LayerCase[] = [
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
];

describeTensorflow("tfjs-layers", () => {
  let wasTest: boolean;

  beforeAll(() => {
    wasTest = tf.env().getBool("IS_TEST");
    tf.env().set("IS_TEST", true);
  });

  afterAll(async () => {
    tf.env().set("IS_TEST", wasTest);
    await tf.setBackend("tensorflow");
  });

  for (const layerCase of CASES) {
    it(`${layerCase.name}: predicts and trains as on tfjs cpu, and leaks nothing`, async () => {
      const wanted = await trainOneStep("cpu", layerCase);
      const actual = await trainOneStep("tensorflow", layerCase);
      assertAllClose(actual.output, wanted.output, { message: "output" });
      assert(Number.isFinite(wanted.loss));
      assertAllClose(actual.loss, wanted.loss, { message: "loss" });
      assertEquals(actual.trained.length, wanted.trained.length);
      actual.trained.forEach((weight, i) => {
        assertAllClose(weight, wanted.trained[i]!, { message: `trained weight ${i}` });
      });
      assertEquals(actual.leaked, 0);
    });
  }
});

async function trainOneStep(backend: string, layerCase: LayerCase): Promise<Outcome> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const input = tf.input({ shape: layerCase.shape });
  const layer = layerCase.make();
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
  tf.tidy(() => model.setWeights(model.getWeights().map((weight, i) => waves(weight.shape, i))));
  const x = tf.tidy(() => {
    const shape = [2, ...layerCase.shape];
    const { indices } = layerCase;
    return indices === undefined ? waves(shape, 7) : waves(shape, 7).mul(indices).floor().abs();
  });
  const y = model.predict(x) as tf.Tensor;
  const output = await y.data<"float32">();
  const target = tf.tidy(() => waves(y.shape, 11));
  const optimizer = tf.train.sgd(0.1);
  model.compile({ optimizer, loss: "meanSquaredError" });
  // Layers without weights have nothing to train: their loss is evaluated.
  const trainable = model.trainableWeights.length > 0;
  const loss = trainable ? await model.trainOnBatch(x, target) : await evaluated(model, x, target);
  const trained = await Promise.all(model.getWeights().map((weight) => weight.data<"float32">()));
  tf.dispose([x, y, target]);
  model.dispose();
  optimizer.dispose();
  return { output, loss: loss as number, trained, leaked: tf.memory().numTensors - before };
}

async function evaluated(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): Promise<number> {
  const loss = model.evaluate(x, y) as tf.Scalar;
  const [value] = await loss.data();
  loss.dispose();
  return value!;
}

// Numbers without a pattern, away from zero's kinks; positive, as a variance has to be, on average.
function waves(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => 0.4 + 0.5 * Math.sin(i * 12.9 + seed),
  );
  return tf.tensor(values, shape);
}
