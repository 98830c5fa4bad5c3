import { assert, assertEquals } from "@std/assert";
import { afterAll, beforeAll, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { batchFor, type LayerCase, layerCases, waves } from "./layer_cases.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

// tfjs-layers as npm ships it, each layer forward and trained one step, against tfjs's cpu backend.
// IS_TEST makes tfjs look for leaked tensors after every kernel. The packages' own suites say more,
// but need a checkout of the public repository (tests/upstream/README.md).

interface Outcome {
  output: Float32Array;
  loss: number;
  trained: Float32Array[];
  leaked: number;
}

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

  for (const layerCase of layerCases.filter(({ random }) => !random)) {
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
  const x = batchFor(layerCase);
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
