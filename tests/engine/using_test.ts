import { assert, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

describeTensorflow("using", () => {
  it("disposes a tensor at the end of its block", () => {
    const before = tf.memory().numTensors;
    let kept: tf.Tensor;
    {
      using x = tf.tensor([1, 2, 3]);
      kept = x;
      assertEquals(tf.memory().numTensors, before + 1);
    }
    assert(kept.isDisposed);
    assertEquals(tf.memory().numTensors, before);
  });

  it("leaves a tensor alone that was disposed by hand", () => {
    const before = tf.memory().numTensors;
    {
      using x = tf.tensor([1]);
      x.dispose();
    }
    assertEquals(tf.memory().numTensors, before);
  });

  it("disposes a variable", () => {
    const before = tf.memory().numTensors;
    {
      using initial = tf.tensor([1]);
      using v = tf.variable(initial);
      assertEquals(v.dataSync()[0], 1);
    }
    assertEquals(tf.memory().numTensors, before);
  });
});
