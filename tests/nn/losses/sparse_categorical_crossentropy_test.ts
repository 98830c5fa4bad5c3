import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { sparseCategoricalCrossentropy } from "../../../src/nn/losses/sparse_categorical_crossentropy.ts";

describe("sparseCategoricalCrossentropy", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("sparseCategoricalCrossentropy() is the mean of log-sum-exp minus the class's logit", () => {
    const logits = [[1, 2, 3], [0.5, -4, 2]];
    const classes = [0, 2];
    const wanted = logits.map((row, i) =>
      Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - row[classes[i]!]!
    );
    tf.tidy(() => {
      const loss = sparseCategoricalCrossentropy(
        tf.tensor1d(classes, "int32"),
        tf.tensor2d(logits),
      );
      assertEquals(loss.shape, []);
      assertAlmostEquals(loss.dataSync()[0]!, (wanted[0]! + wanted[1]!) / 2, 1e-6);
    });
  });

  it("sparseCategoricalCrossentropy() stays finite for large logits", () => {
    tf.tidy(() => {
      const loss = sparseCategoricalCrossentropy(
        tf.tensor1d([1, 0], "int32"),
        tf.tensor2d([[1000, 0], [1000, 0]]),
      );
      assertAlmostEquals(loss.dataSync()[0]!, 500, 1e-3);
    });
  });

  it("sparseCategoricalCrossentropy() has the gradient softmax minus one-hot, over the batch", () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([[1, 2, 3], [0, 0, 0]]);
      const targets = tf.tensor1d([2, 1], "int32");
      const gradient = tf.grad((x) => sparseCategoricalCrossentropy(targets, x))(logits);
      const wanted = tf.softmax(logits).sub(tf.oneHot(targets, 3)).div(2).dataSync();
      gradient.dataSync().forEach((value, i) => assertAlmostEquals(value, wanted[i]!, 1e-6));
    });
  });

  it("sparseCategoricalCrossentropy() rejects one-hot and float targets and keeps no tensor", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const logits = tf.zeros([2, 3]);
      assertThrows(
        () => sparseCategoricalCrossentropy(tf.zeros([2, 3]), logits),
        TypeError,
        "float32 [2, 3] and float32 [2, 3]",
      );
      const three = tf.zeros([3], "int32");
      assertThrows(() => sparseCategoricalCrossentropy(three, logits), TypeError, "int32 [3]");
    });
    assertEquals(tf.memory().numTensors, before);
  });
});
