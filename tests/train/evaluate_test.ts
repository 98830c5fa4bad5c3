import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../src/data/array_dataset.ts";
import * as tf from "../../src/engine/tf.ts";
import { evaluate } from "../../src/train/evaluate.ts";
import { blobs, classifier } from "./blobs.ts";

describe("evaluate", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("evaluate() gives the same whatever the batch size, and leaves nothing behind", async () => {
    const before = tf.memory().numTensors;
    {
      using points = blobs(50);
      const model = classifier();
      const whole = await evaluate(model, points, { batchSize: 50 });
      const parts = await evaluate(model, points, { batchSize: 7 });
      assertAlmostEquals(parts.loss, whole.loss, 1e-5);
      assertAlmostEquals(parts.accuracy, whole.accuracy, 1e-6);
      assertEquals(whole.metrics, { accuracy: whole.accuracy });
      model.dispose();
    }
    assertEquals(tf.memory().numTensors, before);
  });

  it("evaluate() switches dropout off", async () => {
    using points = blobs(20);
    const dropout = tf.layers.dropout({ rate: 0.9, inputShape: [2] });
    const model = tf.sequential({ layers: [dropout, tf.layers.dense({ units: 3 })] });
    assertEquals(await evaluate(model, points), await evaluate(model, points));
    model.dispose();
  });

  it("evaluate() throws the reason of its signal", async () => {
    using points = blobs(20);
    const model = classifier();
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(() => evaluate(model, points, { signal }), Error, "enough");
    model.dispose();
  });

  it("evaluate() rejects an empty data set and a bad batch size", async () => {
    using none = new ArrayDataset(tf.zeros([0, 2]), tf.zeros([0], "int32"));
    using points = blobs(2);
    const model = classifier();
    await assertRejects(async () => await evaluate(model, none), RangeError, "size must be");
    await assertRejects(
      async () => await evaluate(model, points, { batchSize: -1 }),
      RangeError,
      "current value is -1",
    );
    model.dispose();
  });
});
