import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";

describe("divNoNan()", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("is 0 where the divisor is 0, and so are both gradients, as TensorFlow's", () => {
    const slopes = (a: tf.Tensor, b: tf.Tensor) => tf.grads(tf.divNoNan)([a, b]) as tf.Tensor[];
    tf.tidy(() => {
      const [a, b] = [tf.tensor1d([1, 2, 0]), tf.tensor1d([0, 4, 0])];
      assertEquals(Array.from(tf.divNoNan(a, b).dataSync()), [0, 0.5, 0]);
      assertEquals(Array.from(a.divNoNan(b).dataSync()), [0, 0.5, 0]);
      assertEquals(slopes(a, b).map((one) => Array.from(one.dataSync())), [
        [0, 0.25, 0],
        [0, -0.125, 0],
      ]);
    });
    using compiled = jit((a: tf.Tensor, b: tf.Tensor) => slopes(a, b));
    const all = [tf.tensor1d([3]), tf.tensor1d([0])] as const;
    for (let call = 0; call < 3; call++) {
      const found = compiled(...all);
      assertEquals(found.map((one) => one.dataSync()[0]! + 0), [0, 0]);
      tf.dispose(found);
    }
    tf.dispose([...all]);
  });

  it("has second gradients, takes plain numbers, and one divisor for many", () => {
    tf.tidy(() => {
      const curve = tf.grad((b: tf.Tensor) => tf.sum(tf.grad((b) => tf.divNoNan(1, b))(b)));
      assertEquals(Array.from(curve(tf.tensor1d([0, 2])).dataSync()), [0, 0.25]);
      assertEquals(tf.divNoNan([2, 4], 0).dataSync(), new Float32Array(2));
      assertEquals(tf.divNoNan([2, 4], 2).dataSync(), new Float32Array([1, 2]));
      assertEquals(
        tf.divNoNan(tf.tensor1d([7, 7], "int32"), tf.tensor1d([2, 0], "int32")).dtype,
        "int32",
      );
      const words = /Argument '[ab]' passed to 'div' must be a Tensor/;
      assertMatch(assertThrows(() => tf.divNoNan(1, {} as tf.Tensor), Error).message, words);
      assertMatch(assertThrows(() => tf.divNoNan({} as tf.Tensor, 1), Error).message, words);
      const slope = tf.grad((b: tf.Tensor) => tf.divNoNan(tf.ones([3, 2]), b));
      assertEquals(slope(tf.scalar(0)).dataSync()[0]! + 0, 0);
      assertEquals(slope(tf.scalar(2)).dataSync()[0], -1.5);
    });
  });
});
