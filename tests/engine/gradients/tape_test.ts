import { assert, assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { use } from "../../../src/engine/select.ts";
import * as tf from "../../../src/engine/tf.ts";
import { assertAllClose } from "../../tolerance.ts";

// The tape is the same on every engine.
describe("tape", () => {
  beforeAll(async () => {
    await use({ engine: "cpu" });
  });

  it("gives zero where x goes through a comparison alone", () => {
    const slope = tf.grad((x) => tf.cast(tf.greater(x, 0), "float32"));
    assertAllClose(slope(tf.tensor1d([-1, 2])), [0, 0]);
  });

  it("refuses to differentiate a comparison", () => {
    assertThrows(() => tf.grad((x) => tf.greater(x, 0))(tf.tensor1d([1])), Error, "Greater");
  });

  it("refuses a kernel that computes numbers and has no gradient", () => {
    const scores = tf.tensor1d([0.4, 0.6]);
    const boxes = tf.tensor2d([[0, 0, 1, 1], [0, 0, 0.5, 0.5]]);
    const chosen = (x: tf.Tensor) =>
      tf.image.nonMaxSuppressionWithScore(boxes, x as tf.Tensor1D, 2).selectedScores!;
    assertThrows(() => tf.grad(chosen)(scores), Error, "NonMaxSuppressionV5");
  });

  it("refuses a function whose result does not depend on x", () => {
    assertThrows(() => tf.grad(() => tf.scalar(1))(tf.scalar(2)), Error, "Cannot compute gradient");
  });

  it("takes second derivatives through the saved result of a kernel", () => {
    const f = (x: tf.Tensor) => tf.exp(tf.mul(x, 2));
    const second = tf.grad(tf.grad(f))(tf.tensor1d([0, 0.5]));
    assertAllClose(second, [4, 4 * Math.E]);
  });

  it("takes third derivatives", () => {
    const third = tf.grad(tf.grad(tf.grad((x) => tf.pow(x, 4))))(tf.scalar(1.5));
    assertAllClose(third, 36);
  });

  it("takes a complex gradient for a complex tensor", () => {
    const z = tf.complex([3, 1], [4, -1]);
    const gradient = tf.grad((x) => tf.square(tf.abs(x)))(z);
    assertEquals(gradient.dtype, "complex64");
    assertAllClose(gradient, [6, 8, 2, -2]);
  });

  it("takes the gradients of a batch normalization without scale", () => {
    const normalize = (x: tf.Tensor) => tf.batchNorm(x, [0, 0], [3, 3], undefined, undefined, 1);
    assertAllClose(tf.grad(normalize)(tf.ones([2, 2])), [0.5, 0.5, 0.5, 0.5]);
  });

  it("works inside the gradient of a custom function", () => {
    const cube = tf.customGrad((x, save) => {
      (save as tf.GradSaveFunc)([x as tf.Tensor]);
      const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        tf.mul(dy, tf.grad((v) => tf.pow(v, 3))(saved!));
      return { value: tf.pow(x as tf.Tensor, 3), gradFunc };
    });
    assertAllClose(tf.grad(cube)(tf.scalar(2)), 12);
  });

  it("frees what was saved when the function throws", () => {
    const before = tf.memory().numTensors;
    const x = tf.scalar(1);
    assertThrows(() =>
      tf.grad((v) => {
        tf.exp(tf.exp(v));
        throw new RangeError("on purpose");
      })(x), RangeError);
    x.dispose();
    assertEquals(tf.memory().numTensors, before);
  });

  it("leaves the caller's dy alone", () => {
    const dy = tf.tensor1d([1, 2]);
    tf.grad((x) => tf.mod(x, x))(tf.tensor1d([3, 4]), dy);
    assert(!dy.isDisposed);
  });

  it("trains a variable that is used twice", () => {
    const w = tf.variable(tf.scalar(2));
    const { grads } = tf.variableGrads(() => tf.add(tf.mul(w, w), w) as tf.Scalar);
    assertAllClose(grads[w.name]!, 5);
    w.dispose();
  });
});
