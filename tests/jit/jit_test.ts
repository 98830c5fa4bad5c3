import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertAllClose } from "../tolerance.ts";
import { assertLeavesNothing, numbers, variable as makeVariable } from "./engine_snapshot.ts";

describeTensorflow("jit()", () => {
  it("refuses what is no function, and options that mean nothing", () => {
    assertThrows(() => jit(3 as unknown as () => void), TypeError, "jit wants a function");
    assertThrows(() => jit(() => 1, { seed: 0.5 }), RangeError, "seed must be an integer");
    for (const maxTraces of [0, -1, 1.5, NaN]) {
      assertThrows(() => jit(() => 1, { maxTraces }), RangeError, "maxTraces must be");
    }
  });

  it("frees its traces with using, and can be called again", () => {
    using x = tf.scalar(2);
    let after;
    {
      using f = jit((x: tf.Tensor) => tf.square(x));
      after = f;
      assertEquals(numbers(f(x)), [4]);
      assertEquals(f.stats().cached, 1);
    }
    assertEquals(after.stats().cached, 0);
    assertEquals(numbers(after(x)), [4]);
    assertEquals(after.stats().traces, 2);
    after.dispose();
    after.dispose();
  });

  it("counts calls and traces, those that fail not", () => {
    const f = jit((x: tf.Tensor, fails: boolean) => {
      if (fails) throw new Error("mine");
      return tf.square(x);
    });
    using x = tf.scalar(2);
    using y = tf.tensor([1, 2]);
    assertThrows(() => f(x, true), Error, "mine");
    f(x, false);
    f(x, false);
    f(y, false);
    const { calls, traces, cached, traceMs, nodes } = f.stats();
    assertEquals({ calls, traces, cached, nodes }, { calls: 3, traces: 2, cached: 2, nodes: 2 });
    assert(traceMs > 0);
  });

  it("takes its name from the function or the options", () => {
    function mine(x: tf.Tensor): tf.Tensor {
      return mine(tf.add(x, 1));
    }
    using x = tf.scalar(1);
    assertThrows(() => jit(mine)(x), RangeError, "Cannot trace mine");
    assertThrows(() => jit(mine, { name: "the step (1)" })(x), RangeError, "the step (1)");
  });
});

describeTensorflow("gradients and compiled functions", () => {
  const cubes = (x: tf.Tensor) => tf.sum(tf.mul(tf.square(x), x));

  it("run a function as it is on a tape outside of it", () => {
    const f = jit(cubes);
    using x = tf.tensor([1, 2, 3]);
    assertEquals(numbers(f(x)), [36]);
    assertEquals(numbers(tf.grad((y: tf.Tensor) => f(y))(x)), [3, 12, 27]);
    const { value, grad } = tf.valueAndGrad((y: tf.Tensor) => f(y))(x);
    assertEquals([numbers(value), numbers(grad)], [[36], [3, 12, 27]]);
    assertEquals(f.stats().calls, 1);
    const second = tf.grad((y: tf.Tensor) => tf.sum(tf.grad((z: tf.Tensor) => f(z))(y)));
    assertEquals(numbers(second(x)), [6, 12, 18]);
  });

  it("reach variables of a function that minimize() calls", () => {
    const weight = makeVariable([1, 2]);
    const model = jit((x: tf.Tensor) => tf.mul(weight, x));
    const optimizer = tf.train.sgd(0.5);
    using x = tf.tensor([1, 1]);
    model(x).dispose();
    const loss = optimizer.minimize(() => tf.sum(model(x)), true)!;
    assertEquals(numbers(loss), [3]);
    assertEquals(numbers(weight), [0.5, 1.5]);
    assertEquals(numbers(model(x)), [0.5, 1.5]);
    const { grads } = tf.variableGrads(() => tf.sum(model(x)), [weight]);
    assertEquals(numbers(grads[weight.name]!), [1, 1]);
    weight.dispose();
  });

  it("are part of a function, to the second order", () => {
    const gradient = jit((x: tf.Tensor) => tf.grad(cubes)(x));
    const second = jit((x: tf.Tensor) => tf.grad((y) => tf.sum(tf.grad(cubes)(y)))(x));
    const many = jit((a: tf.Tensor, b: tf.Tensor) =>
      tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, tf.square(b))))([a, b])
    );
    using x = tf.tensor([1, 2, 3]);
    assertEquals(numbers(gradient(x)), [3, 12, 27]);
    assertEquals(numbers(second(x)), [6, 12, 18]);
    assertEquals(many(x, x).map(numbers), [[1, 4, 9], [2, 8, 18]]);
  });

  it("may be a customGrad's own", () => {
    const clipped = tf.customGrad((x, save) => {
      (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
      return {
        value: tf.square(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
          tf.mul(dy, tf.clipByValue(saved[0]!, -1, 1)),
      };
    });
    const loss = (x: tf.Tensor) => tf.sum(clipped(x));
    using x = tf.tensor([-3, 0.5, 3]);
    assertEquals(numbers(jit((y: tf.Tensor) => tf.grad(loss)(y))(x)), [-1, 0.5, 1]);
    assertEquals(numbers(jit(loss)(x)), [18.25]);
    assertEquals(numbers(tf.grad((y: tf.Tensor) => jit(loss)(y))(x)), [-1, 0.5, 1]);
    // a function that is called while a custom gradient computes its value is traced as ever
    const inner = jit((y: tf.Tensor) => tf.mul(y, 2));
    const outer = tf.customGrad((y) => ({
      value: inner(y as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, 7),
    }));
    assertEquals(numbers(outer(x)), [-6, 1, 6]);
    assertEquals(numbers(tf.grad((y: tf.Tensor) => tf.sum(outer(y)))(x)), [7, 7, 7]);
  });

  it("of nested functions become part of the outer one", () => {
    const inner = jit((x: tf.Tensor) => tf.square(x));
    const middle = jit((x: tf.Tensor) => tf.add(inner(x), inner(tf.mul(x, 2))));
    const outer = jit((
      x: tf.Tensor,
    ) => [middle(x), tf.grad((y: tf.Tensor) => tf.sum(middle(y)))(x)]);
    using x = tf.tensor([1, 3]);
    assertEquals(outer(x).map(numbers), [[5, 45], [10, 30]]);
    assertEquals([inner.stats().traces, middle.stats().traces], [0, 0]);
    assertEquals(numbers(inner(x)), [1, 9]);
  });
});

describeTensorflow("recursion", () => {
  it("ends by a number", () => {
    const power: (x: tf.Tensor, n: number) => tf.Tensor = jit((x: tf.Tensor, n: number) =>
      n === 0 ? tf.onesLike(x) : tf.mul(x, power(x, n - 1))
    );
    using x = tf.tensor([2, 3]);
    assertEquals(numbers(power(x, 5)), [32, 243]);
    assertEquals(numbers(power(x, 0)), [1, 1]);
    assertEquals(numbers(power(tf.ones([2]), 300)), [1, 1]);
  });

  it("without end is an error that says so, and leaves everything as it was", () => {
    const variable = makeVariable([1]);
    using x = tf.scalar(1);
    const itself: (x: tf.Tensor) => tf.Tensor = jit(
      (x: tf.Tensor) => tf.tidy(() => itself(tf.add(x, variable))),
      { name: "endless" },
    );
    const plain = (x: tf.Tensor): tf.Tensor => plain(tf.add(x, variable));
    const one: (x: tf.Tensor) => tf.Tensor = jit((x: tf.Tensor) => two(x), { name: "one" });
    const two: (x: tf.Tensor) => tf.Tensor = jit((x: tf.Tensor) => one(x), { name: "two" });
    for (const fn of [itself, jit(plain, { name: "endless" }), one]) {
      assertLeavesNothing(() => {
        const error = assertThrows(() => fn(x), RangeError, "Cannot trace");
        assertStringIncludes((error as Error).message, "What ends a recursion");
      });
    }
    const fine = jit((x: tf.Tensor) => tf.add(x, variable));
    assertAllClose(fine(x), [2]);
    variable.dispose();
  });
});
