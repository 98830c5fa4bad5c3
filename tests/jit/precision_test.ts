import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import type { Precision } from "../../src/jit/precision.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { numbers } from "./engine_snapshot.ts";

/** Losses of 40 steps of linear regression, and what was learnt. */
function regress(precision: Precision, make: () => tf.Optimizer, xla = false) {
  const x = tf.randomNormal([64, 32], 0, 1, "float32", 1);
  const y = tf.matMul(x, tf.randomNormal([32, 4], 0, 1, "float32", 2));
  const weight = tf.variable(tf.zeros([32, 4]));
  const optimizer = make();
  using step = jit(
    (x: tf.Tensor, y: tf.Tensor) =>
      optimizer.minimize(
        () => tf.mean(tf.square(tf.sub(tf.matMul(x, weight), y))) as tf.Scalar,
        true,
        [weight],
      )!,
    { precision, xla },
  );
  const losses = Array.from({ length: 40 }, () => numbers(step(x, y))[0]!);
  const result = { losses, learnt: numbers(weight), lossScale: step.stats().lossScale };
  tf.dispose([x, y, weight]);
  optimizer.dispose();
  return result;
}

describeTensorflow("jit() with 16 bits", () => {
  for (const precision of ["bfloat16", "float16"] as const) {
    // A product's factors lose all but 8 or 11 bits.
    const tolerance = precision === "bfloat16" ? 2 ** -6 : 2 ** -9;

    it(`computes products in ${precision} and returns float32`, () => {
      using a = tf.randomNormal([8, 300], 0, 1, "float32", 3);
      using b = tf.randomNormal([300, 8], 0, 1, "float32", 4);
      using exact = tf.matMul(a, b);
      using f = jit((a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b), { precision });
      using product = f(a, b);
      assertEquals(product.dtype, "float32");
      assertNotEquals(numbers(product), numbers(exact));
      const largest = Math.max(...numbers(tf.abs(exact)));
      const difference = Math.max(...numbers(tf.abs(tf.sub(product, exact))));
      assert(difference <= tolerance * largest, `differs by ${difference} of ${largest}`);
    });

    it(`trains in ${precision} nearly as in float32, with every optimizer`, () => {
      for (
        const make of [
          () => tf.train.sgd(0.1),
          () => tf.train.momentum(0.05, 0.5),
          () => tf.train.rmsprop(0.05),
          () => tf.train.adam(0.05),
          () => tf.train.adagrad(0.3),
        ]
      ) {
        const exact = regress("float32", make);
        const rough = regress(precision, make);
        const name = make().constructor.name;
        rough.losses.forEach((loss, i) => {
          const allowed = 4 * tolerance * Math.max(exact.losses[i]!, exact.losses[0]! / 100);
          const apart = Math.abs(loss - exact.losses[i]!);
          assert(apart <= allowed, `${name}, step ${i}: ${loss}, in float32 ${exact.losses[i]}`);
        });
      }
    });

    it(`convolutions and their gradients work in ${precision}`, () => {
      using x = tf.randomNormal<tf.Rank.R4>([2, 8, 8, 3], 0, 1, "float32", 5);
      using filter = tf.randomNormal<tf.Rank.R4>([3, 3, 3, 4], 0, 1, "float32", 6);
      const gradient = (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.grads((x, filter) =>
          tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same")))
        )([x, filter]);
      const exact = gradient(x, filter);
      using f = jit(gradient, { precision });
      f(x, filter).forEach((rough, i) => {
        const largest = Math.max(...numbers(tf.abs(exact[i]!)));
        const difference = Math.max(...numbers(tf.abs(tf.sub(rough, exact[i]!))));
        assert(difference <= 4 * tolerance * largest, `input ${i}: ${difference} of ${largest}`);
      });
    });
  }

  it("bfloat16 works through XLA", () => {
    const exact = regress("float32", () => tf.train.adam(0.05));
    const rough = regress("bfloat16", () => tf.train.adam(0.05), true);
    assert(Math.abs(rough.losses[39]! - exact.losses[39]!) < 0.05 * exact.losses[0]!);
  });

  it("refuses a precision that it does not know", () => {
    const precision = "float8" as Precision;
    assertThrows(
      () => jit(() => 1, { precision }),
      TypeError,
      'precision must be one of float32, bfloat16, float16, current value is "float8"',
    );
  });
});

describeTensorflow("loss scaling", () => {
  it("a step whose gradients overflow changes the scale and nothing else", () => {
    const weight = tf.variable(tf.tensor2d([[1]]));
    const optimizer = tf.train.adam(0.1) as tf.AdamOptimizer;
    using step = jit(
      (x: tf.Tensor) =>
        optimizer.minimize(() => tf.mean(tf.matMul(x, weight)) as tf.Scalar, true, [weight])!,
      {
        precision: "float16",
      },
    );
    const run = (value: number) => {
      using x = tf.tensor2d([[value]]);
      step(x).dispose();
      return { weight: numbers(weight)[0]!, scale: step.stats().lossScale };
    };
    const first = run(1);
    assertEquals(first.scale, 2 ** 15);
    assert(first.weight < 1);
    // 60,000 fits into float16, and times the scale it does not.
    const overflown = run(60_000);
    assertEquals(overflown, { weight: first.weight, scale: 2 ** 14 });
    const third = run(1);
    assert(third.weight < first.weight && third.scale === 2 ** 14);
    weight.dispose();
    optimizer.dispose();
  });

  it("small gradients reach the weights that float16 alone would lose", () => {
    const weight = tf.variable(tf.tensor2d([[1]]));
    const optimizer = tf.train.sgd(1e6);
    using x = tf.tensor2d([[1]]);
    using step = jit((x: tf.Tensor) =>
      optimizer.minimize(
        // The slope is a third of float16's smallest number.
        () => tf.mul(tf.sum(tf.matMul(x, weight)), 2e-8) as tf.Scalar,
        false,
        [weight],
      ), { precision: "float16" });
    step(x);
    assert(Math.abs(numbers(weight)[0]! - (1 - 0.02)) < 1e-3, `weight ${numbers(weight)}`);
    weight.dispose();
    optimizer.dispose();
  });

  it("the scale doubles after 2,000 good steps in a row", () => {
    const weight = tf.variable(tf.tensor2d([[1]]));
    const optimizer = tf.train.sgd(1e-3);
    using x = tf.tensor2d([[1]]);
    using step = jit(
      (x: tf.Tensor) =>
        optimizer.minimize(() => tf.sum(tf.matMul(x, weight)) as tf.Scalar, false, [weight]),
      {
        precision: "float16",
      },
    );
    for (let i = 0; i < 1_999; i++) step(x);
    assertEquals(step.stats().lossScale, 2 ** 15);
    step(x);
    assertEquals(step.stats().lossScale, 2 ** 16);
    weight.dispose();
    optimizer.dispose();
  });
});
