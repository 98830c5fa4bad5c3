import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { mnistCnn } from "../../src/models/mnist_cnn.ts";

describe("mnistCnn", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("mnistCnn() has the layers of the MNIST tutorial and answers logits", () => {
    const before = tf.memory().numTensors;
    const model = mnistCnn();
    assertEquals(model.layers.map((layer) => [layer.getClassName(), layer.outputShape]), [
      ["Conv2D", [null, 26, 26, 32]],
      ["MaxPooling2D", [null, 13, 13, 32]],
      ["Conv2D", [null, 11, 11, 64]],
      ["MaxPooling2D", [null, 5, 5, 64]],
      ["Conv2D", [null, 3, 3, 64]],
      ["Flatten", [null, 576]],
      ["Dense", [null, 64]],
      ["Dense", [null, 10]],
    ]);
    assertEquals(model.countParams(), 93_322);
    tf.tidy(() => {
      const logits = model.predict(tf.randomUniform([4, 28, 28, 1])) as tf.Tensor;
      const sums = tf.sum(logits, 1).dataSync();
      assertNotEquals(Math.round(sums[0]! * 1e6), 1e6, "a softmax would sum to one");
    });
    model.dispose();
    assertEquals(tf.memory().numTensors, before);
  });

  it("mnistCnn() draws the same weights from the same seed, other ones per layer", () => {
    const weights = (seed: number) => {
      const model = mnistCnn({ seed });
      const values = model.getWeights().map((weight) => weight.dataSync());
      model.dispose();
      return values;
    };
    assertEquals(weights(0), weights(0));
    assertNotEquals(weights(0)[0], weights(1)[0]);
    assertNotEquals(weights(0)[2]!.slice(0, 9), weights(0)[4]!.slice(0, 9));
    const kernel = weights(5)[2]!; // 3 x 3 x 32 x 64, uniform within the Glorot limit
    const limit = Math.sqrt(6 / (9 * 32 + 9 * 64));
    assertAlmostEquals(Math.max(...kernel), limit, limit / 100);
    assertAlmostEquals(Math.min(...kernel), -limit, limit / 100);
  });

  it("mnistCnn() rejects classes and seeds out of range", () => {
    assertThrows(() => mnistCnn({ classes: 1 }), RangeError, "current value is 1");
    assertThrows(() => mnistCnn({ classes: 2.5 }), RangeError, "current value is 2.5");
    assertThrows(() => mnistCnn({ seed: 0.1 }), RangeError, "seed must be a safe integer");
  });
});
