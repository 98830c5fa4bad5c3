import { assert, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

// Values that JavaScript leaves out or takes away early; tfjs's own backends cope with all of them.

describeTensorflow("values between JavaScript and TensorFlow", () => {
  it("reads a tensor that is disposed before the promise is waited for", async () => {
    const x = tf.tensor1d([1, 2]).add(1);
    // Long enough for read() to let the event loop turn.
    const until = performance.now() + 20;
    while (performance.now() < until);
    const values = x.data();
    x.dispose();
    assertEquals(await values, Float32Array.of(2, 3));
  });

  it("keeps the holes of a string buffer, and uploads them as empty strings", async () => {
    const buffer = tf.buffer([3], "string");
    buffer.set("first", 0);
    using x = buffer.toTensor() as tf.Tensor1D;
    const values = await x.data<"string">();
    assertEquals(values[0], "first");
    assert(!values[1]);
    using joined = tf.concat1d([x, tf.tensor1d(["last"], "string")]);
    assertEquals([...joined.dataSync<"string">()], ["first", "", "", "last"]);
  });

  it("computes NaN from an array that holds a tensor, as tfjs cpu does", () => {
    using x = tf.tensor1d([1, 2]);
    using sum = tf.add(x, [x] as unknown as tf.Tensor);
    assertEquals([...sum.dataSync()], [NaN, NaN]);
  });

  it("joins numbers to a vector", () => {
    using joined = tf.concat([tf.scalar(1), tf.scalar(2)] as unknown as tf.Tensor1D[]);
    assertEquals([...joined.dataSync()], [1, 2]);
  });

  it("cuts off where a padding is negative", () => {
    using x = tf.tensor1d([1, 2, 3, 4]);
    using cut = tf.pad1d(x, [-1, 2], 9);
    assertEquals([...cut.dataSync()], [2, 3, 4, 9, 9]);
    using shorter = tf.pad1d(x, [0, -3]);
    assertEquals([...shorter.dataSync()], [1]);
  });

  it("encodes an image to bytes that decode to it", async () => {
    using image = tf.tensor3d([0, 128, 255, 10, 20, 30], [1, 2, 3], "int32");
    const png = await tf.node.encodePng(image);
    assertEquals([...png.subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
    using decoded = tf.node.decodePng(png);
    assertEquals([...decoded.dataSync()], [0, 128, 255, 10, 20, 30]);
  });
});
