import { assertEquals, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { predict } from "../../src/train/predict.ts";
import { blobs, classifier } from "./blobs.ts";

describe("predict", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("predict() answers all inputs in order, in batches, and keeps only the answer", async () => {
    const before = tf.memory().numTensors;
    {
      using points = blobs(20);
      const model = classifier();
      const answers = await predict(model, points.inputs, { batchSize: 6 });
      const wanted = model.predict(points.inputs, { batchSize: 20 }) as tf.Tensor;
      assertEquals(answers.shape, [20, 3]);
      tf.tidy(() => {
        const difference = tf.max(tf.abs(tf.sub(answers, wanted))).dataSync()[0]!;
        assertEquals(difference < 1e-5, true, `they differ by ${difference}`);
      });
      tf.dispose([answers, wanted]);
      model.dispose();
    }
    assertEquals(tf.memory().numTensors, before);
  });

  it("predict() rejects inputs of another shape, none at all, and models with two inputs", async () => {
    const before = tf.memory().numTensors;
    const model = classifier();
    const inputs = tf.zeros([4, 3]);
    const none = tf.zeros([0, 2]);
    await assertRejects(() => predict(model, inputs), TypeError, "but the inputs are [4, 3]");
    await assertRejects(() => predict(model, none), RangeError, "number of inputs");
    const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
    const sum = tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
    const two = tf.model({ inputs: [a, b], outputs: sum });
    await assertRejects(() => predict(two, inputs), TypeError, "one input and one output");
    tf.dispose([inputs, none]);
    model.dispose();
    two.dispose();
    assertEquals(tf.memory().numTensors, before);
  });

  it("predict() throws the reason of its signal and frees what it has", async () => {
    using points = blobs(20);
    const model = classifier();
    const before = tf.memory().numTensors;
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(() => predict(model, points.inputs, { signal }), Error, "enough");
    assertEquals(tf.memory().numTensors, before);
    model.dispose();
  });
});
