import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertCompiles, takeLeaves } from "./control/agreement.ts";
import { assertRefuses } from "./control/both_ways.ts";
import { assertLeavesNothing, numbers, variable } from "./engine_snapshot.ts";

const one = () => tf.scalar(1, "int32");
const start = (): tf.Tensor => tf.scalar(0, "int32");
const double = (x: tf.Tensor) => tf.mul(x, 2);
const small = (x: tf.Tensor) => tf.less(tf.sum(x), 100);

describeTensorflow("jit.while()", () => {
  it("goes on as long as the condition says so, at each call anew", () => {
    let traced = 0;
    for (const xla of [false, true]) {
      using f = jit((x: tf.Tensor) => {
        traced++;
        return jit.while(
          ({ x }) => small(x),
          ({ x, n }) => ({ x: double(x), n: tf.add(n, one()) }),
          { x, n: start() },
        );
      }, { xla });
      for (const [value, turns] of [[1, 7], [40, 2], [100, 0], [-1, -1]] as const) {
        if (turns < 0) continue;
        using x = tf.scalar(value);
        assertEquals(takeLeaves(f(x)).map(({ values }) => values[0]), [value * 2 ** turns, turns]);
      }
    }
    assertEquals(traced, 2);
  });

  it("keeps trees and dtypes, with null where there is nothing", () => {
    using x = tf.tensor1d([1, 2]);
    for (const xla of [false, true]) {
      assertCompiles(
        (x) =>
          jit.while(
            ({ pair: [x] }) => small(x!),
            ({ pair: [x, n], flag, none }) => ({
              pair: [double(x!), tf.add(n!, one())],
              flag: tf.logicalNot(flag),
              none,
            }),
            {
              pair: [x, start()],
              flag: tf.tensor1d([true, false], "bool") as tf.Tensor,
              none: null,
            },
          ),
        [x],
        { xla },
      );
    }
  });

  it("ends after maxIterations", () => {
    using x = tf.tensor1d([1, 2]);
    for (const maxIterations of [0, 1, 3]) {
      for (const xla of [false, true]) {
        assertCompiles((x) => jit.while(small, double, x, { maxIterations }), [x], { xla });
      }
      const y = tf.tidy(() => jit.while(small, double, x, { maxIterations }));
      assertEquals(numbers(y), [1, 2].map((value) => value * 2 ** maxIterations));
      y.dispose();
    }
  });

  it("gives new tensors, also of variables and without a turn", () => {
    const w = variable([3, 4]);
    const f = () => jit.while((x) => tf.less(tf.sum(x), 0), double, w as tf.Tensor);
    for (const way of [f, jit(f)]) {
      assertLeavesNothing(() => {
        const y = tf.tidy(way);
        assertEquals(numbers(y), [3, 4]);
        y.dispose();
      });
    }
    assertEquals(numbers(w), [3, 4]);
    w.dispose();
  });

  it("frees what its turns have made, outside of jit too", () => {
    using x = tf.tensor1d([1, 2]);
    let most = 0;
    assertLeavesNothing(() => {
      const before = tf.memory().numTensors;
      const y = jit.while(
        (x) => {
          most = Math.max(most, tf.memory().numTensors - before);
          return tf.tidy(() => tf.less(tf.sum(x), 1e9));
        },
        double,
        x,
      );
      y.dispose();
    });
    assertEquals(most <= 3, true, `${most} tensors at once`);
  });

  it("takes 20,000 turns without growing", () => {
    using f = jit((n: tf.Tensor) =>
      jit.while(
        ({ i }) => tf.less(i, n),
        ({ i, sum }) => ({ i: tf.add(i, one()), sum: tf.add(sum, tf.cast(i, "float32")) }),
        { i: start(), sum: tf.scalar(0) as tf.Tensor },
      ).sum
    );
    using n = tf.scalar(20_000, "int32");
    using sum = f(n);
    assertEquals(Math.round(sum.dataSync()[0]! / 1e5), 2000);
  });

  it("saves for gradients of any number of turns", () => {
    // x -> x^(2^n) in n turns of squaring.
    using f = jit((x: tf.Tensor, n: tf.Tensor) =>
      tf.grad((x: tf.Tensor) =>
        jit.while(
          ({ i }) => tf.less(i, n),
          ({ x, i }) => ({ x: tf.square(x), i: tf.add(i, one()) }),
          { x, i: start() },
        ).x
      )(x)
    );
    using x = tf.scalar(1.01);
    for (const turns of [0, 1, 5, 9]) {
      using n = tf.scalar(turns, "int32");
      using slope = f(x, n);
      const power = 2 ** turns;
      const wanted = power * 1.01 ** (power - 1);
      assertEquals(slope.dataSync()[0]!.toPrecision(3), wanted.toPrecision(3));
    }
    assertEquals(f.stats().traces, 1);
  });

  it("says what gradients without an end need", () => {
    const open = (x: tf.Tensor) => tf.sum(jit.while(small, (x) => tf.mul(x, x), x));
    using x = tf.tensor1d([2, 3]);
    assertThrows(
      () => jit((x: tf.Tensor) => tf.grad(open)(x), { xla: true })(x),
      TypeError,
      "Cannot compute gradients through jit.while() with xla: true unless it ends after a number " +
        "of turns that is known: give maxIterations",
    );
    assertCompiles((x) => tf.grad(open)(x), [x]);
    const second = (x: tf.Tensor) => tf.grad((x: tf.Tensor) => tf.sum(tf.grad(open)(x)))(x);
    assertThrows(
      () => jit(second)(x),
      TypeError,
      "Cannot compute a gradient of a gradient through jit.while() without an end",
    );
    // What needs nothing saved needs no end either.
    assertCompiles((x) => tf.grad((x: tf.Tensor) => tf.sum(jit.while(small, double, x)))(x), [x], {
      xla: true,
    });
  });

  it("refuses what is no state, no condition and no limit", () => {
    using x = tf.tensor1d([1, 2]);
    assertRefuses(
      () => jit.while<unknown>(() => tf.scalar(true, "bool"), (state) => state, { n: 0 }),
      [],
      "Cannot run jit.while(): state.n must be a tensor, and is 0: make it one with tf.scalar(0)",
    );
    assertRefuses(
      (x) => jit.while(() => true as unknown as tf.Tensor, double, x),
      [x],
      "what the condition returns must be a bool tensor without axes, not true: what JavaScript " +
        "knows, its own if and while can decide",
    );
    assertRefuses(
      (x) => jit.while((x) => tf.less(x, 100), double, x),
      [x],
      "what the condition returns must be a bool tensor without axes, and is bool[2]",
    );
    assertRefuses((x) => jit.while(small, 3 as never, x), [x], "it wants two functions");
    for (const maxIterations of [-1, 1.5, NaN]) {
      assertRefuses(
        (x) => jit.while(small, double, x, { maxIterations }),
        [x],
        `maxIterations must be an integer from 0, current value is ${maxIterations}`,
        RangeError,
      );
    }
  });

  it("names what a turn has changed that must not change", () => {
    using x = tf.tensor1d([1, 2]);
    const rule =
      "the body must return the state in the structure, dtypes and shapes that it was given";
    const state = (x: tf.Tensor) => ({ x, n: start() });
    const refuse = (body: (state: { x: tf.Tensor; n: tf.Tensor }) => unknown, message: string) =>
      assertRefuses(
        (x) => jit.while<unknown>(() => tf.scalar(true, "bool"), body as never, state(x)),
        [x],
        message,
      );
    refuse(({ x }) => ({ x }), `${rule}; wanted {"x":tensor, "n":tensor}, came {"x":tensor}`);
    refuse(
      ({ x, n }) => ({ x, n: tf.add(n, 1) }),
      `${rule}; state.n must be int32[], and came as float32[]`,
    );
    refuse(
      ({ x, n }) => ({ x: tf.concat([x, x]), n }),
      `${rule}; state.x must be float32[2], and came as float32[4]`,
    );
  });

  it("refuses effects that would not happen at each turn", () => {
    const w = variable([1, 2]);
    using x = tf.tensor1d([1, 2]);
    assertRefuses(
      (x) =>
        jit.while(small, (x) => {
          w.assign(x);
          return double(x);
        }, x),
      [x],
      `Cannot assign or dispose the variable ${w.name} inside jit.while()`,
    );
    assertRefuses(
      (x) => jit.while(() => tf.less(tf.variable(tf.scalar(1)), 1), double, x),
      [x],
      "Cannot make a variable inside jit.while()",
    );
    assertThrows(
      () =>
        jit((x: tf.Tensor) => jit.while((x) => tf.scalar(x.dataSync()[0]! < 9, "bool"), double, x))(
          x,
        ),
      TypeError,
      "Cannot read a tensor's value while jit traces the function",
    );
    assertEquals(numbers(w), [1, 2]);
    w.dispose();
  });
});
