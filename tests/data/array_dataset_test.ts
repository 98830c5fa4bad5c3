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

Deno.test("ArrayDataset.toDataset() gives the examples one by one, and outlives it", async () => {
  await tf.ready();
  const pairs = new ArrayDataset(
    tf.tensor2d([[1, 2], [3, 4], [5, 6]]),
    tf.tensor1d([7, 8, 9], "int32"),
  );
  const dataset = await pairs.toDataset();
  pairs.dispose();
  assertEquals(dataset.size, 3);
  const [last] = await dataset.skip(2).toArray();
  assertEquals(last, {
    inputs: { dtype: "float32", shape: [2], data: new Float32Array([5, 6]) },
    targets: { dtype: "int32", shape: [], data: new Int32Array([9]) },
  });
});
