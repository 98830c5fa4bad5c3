import { assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../src/data/array_dataset.ts";
import * as tf from "../../src/engine/tf.ts";

describe("ArrayDataset", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("ArrayDataset owns its tensors", () => {
    const before = tf.memory().numTensors;
    {
      using dataset = new ArrayDataset(tf.zeros([5, 2]), tf.zeros([5], "int32"));
      assertEquals(dataset.size, 5);
      assertEquals(dataset.byteLength, 60);
      assertEquals(tf.memory().numTensors, before + 2);
    }
    assertEquals(tf.memory().numTensors, before);
    const twice = new ArrayDataset(tf.zeros([1]), tf.zeros([1]));
    twice.dispose();
    twice.dispose();
    assertEquals(tf.memory().numTensors, before);
  });

  it("ArrayDataset rejects tensors that count different examples", () => {
    tf.tidy(() => {
      const two = tf.zeros([2, 3]);
      const three = tf.zeros([3]);
      assertThrows(() => new ArrayDataset(two, three), TypeError, "[2, 3] and [3]");
      assertThrows(() => new ArrayDataset(tf.scalar(1), three), TypeError, "[] and [3]");
    });
  });
});
