import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";

describe("registerChainedOps()", () => {
  it("gives tensors every method that tfjs declares for them", async () => {
    await tf.setBackend("cpu");
    const x = tf.tensor2d([[1, 2], [3, 4]]);
    assertEquals(x.add(1).mul(2).sum().dataSync()[0], 28);
    assertEquals(x.matMul(x).arraySync(), [[7, 10], [15, 22]]);
    assertEquals(x.as1D().shape, [4]);
    assertEquals(x.as3D(1, 2, 2).shape, [1, 2, 2]);
    assertEquals(x.flatten().reshapeAs(x).shape, [2, 2]);
    assertEquals(x.concat(x, 1).shape, [2, 4]);
    assertEquals(x.concat([x, x]).shape, [6, 2]);
    assertEquals(x.stack(x).shape, [2, 2, 2]);
    assertEquals(x.toInt().dtype, "int32");
    assertEquals(x.asType("bool").dtype, "bool");
    assertEquals(x.where(tf.tensor2d([[1, 0], [0, 1]]).toBool(), tf.zerosLike(x)).arraySync(), [
      [1, 0],
      [0, 4],
    ]);
    assertEquals(tf.tensor1d([1, 0], "int32").oneHot(2, 1, 0).arraySync(), [[0, 1], [1, 0]]);
    assertEquals(x.as3D(2, 2, 1).resizeNearestNeighbor([4, 4]).shape, [4, 4, 1]);
    assertEquals(x.topk(1).values.arraySync(), [[2], [4]]);
    assertEquals(tf.tensor1d([5]).asScalar().shape, []);
  });

  it("says how many elements there are when a scalar is wanted", async () => {
    await tf.setBackend("cpu");
    assertThrows(() => tf.ones([3]).asScalar(), TypeError, "3 elements");
  });

  it("refuses a disposed tensor", async () => {
    await tf.setBackend("cpu");
    const x = tf.ones([1]);
    x.dispose();
    assertThrows(() => x.add(1), Error, "disposed");
  });
});
