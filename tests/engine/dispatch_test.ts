import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

describeTensorflow("shortenDispatch()", () => {
  it("leaves no tensors of an op behind but its result", () => {
    const before = tf.memory().numTensors;
    const result = tf.softmax(tf.ones([2, 3]).mul(2));
    result.dispose();
    // The two that were made outside any scope are the caller's.
    assertEquals(tf.memory().numTensors, before + 2);
  });

  it("disposes what a scope holds but the tensor that it returns", () => {
    const before = tf.memory().numTensors;
    const kept = tf.tidy(() => tf.keep(tf.ones([2])));
    const sum = tf.tidy(() => tf.add(tf.ones([2]), tf.ones([2])));
    const pair = tf.tidy(() => [tf.ones([1]), tf.ones([1]), tf.ones([1])].slice(1));
    assertEquals(tf.memory().numTensors, before + 4);
    tf.dispose([kept, sum, ...pair]);
    assertEquals(tf.memory().numTensors, before);
  });

  it("records what gradients need, and frees it afterwards", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const [dx] = tf.grads((x: tf.Tensor) => x.square().mul(x).sum())([tf.tensor1d([1, 2])]);
      assertEquals([...dx!.dataSync()], [3, 12]);
    });
    assertEquals(tf.memory().numTensors, before);
  });

  it("names a kernel that the engine does not have", () => {
    assertThrows(() => tf.engine().runKernel("NoSuchKernel", {}), Error, "NoSuchKernel");
  });

  it("goes the old way while profiling", async () => {
    const { kernels, newTensors } = await tf.profile(() => tf.tidy(() => tf.ones([4]).square()));
    assertEquals(kernels.map(({ name }) => name), ["Square"]);
    assertEquals(newTensors, 1);
  });

  it("passes on the error of a kernel and stays usable", () => {
    assertThrows(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3])), Error, "size-incompatible");
    assertEquals(tf.add(1, 2).dataSync()[0], 3);
  });
});
