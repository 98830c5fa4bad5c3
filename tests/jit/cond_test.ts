import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertCompiles, takeLeaves } from "./control/agreement.ts";
import { assertRefuses } from "./control/both_ways.ts";
import { assertLeavesNothing, numbers, variable } from "./engine_snapshot.ts";

const yes = () => tf.scalar(true, "bool");

describeTensorflow("jit.cond()", () => {
  it("keeps trees, dtypes, and null where there is nothing", () => {
    for (const xla of [false, true]) {
      using x = tf.tensor1d([1, -2]);
      assertCompiles(
        (x) => ({
          taken: jit.cond(
            tf.greater(tf.sum(x), 0),
            () => [tf.scalar(1, "int32"), { b: tf.greater(x, 0), none: null }],
            () => [tf.scalar(2, "int32"), { b: tf.less(x, 0), none: null }],
          ),
          nothing: jit.cond(tf.less(tf.sum(x), 0), () => null, () => null),
        }),
        [x],
        { xla },
      );
    }
  });

  it("compiles both branches once, and takes the one that the call asks for", () => {
    const traced: string[] = [];
    using f = jit((x: tf.Tensor) =>
      jit.cond(
        tf.greater(x, 0),
        () => {
          traced.push("true");
          return tf.mul(x, 2);
        },
        () => {
          traced.push("false");
          return tf.neg(x);
        },
      )
    );
    const values = [3, -4, 5].map((value) => {
      using x = tf.scalar(value);
      using y = f(x);
      return y.dataSync()[0];
    });
    assertEquals(values, [6, 4, 10]);
    assertEquals(traced, ["true", "false"]);
  });

  it("gives new tensors, also where a branch hands on what it was given", () => {
    using x = tf.tensor1d([1, 2]);
    const w = variable([3, 4]);
    for (const f of [pass, jit(pass)]) {
      assertLeavesNothing(() => {
        const [a, b] = tf.tidy(() => f(x));
        assertEquals([numbers(a!), numbers(b!)], [[1, 2], [3, 4]]);
        tf.dispose([a!, b!]);
      });
    }
    assertEquals([numbers(x), numbers(w)], [[1, 2], [3, 4]]);
    w.dispose();

    function pass(x: tf.Tensor): tf.Tensor[] {
      return jit.cond(tf.greater(tf.sum(x), 0), (x) => [x, w], (x) => [w, x], x);
    }
  });

  it("sees what variables hold now: before the call, and assigned before the branch", () => {
    const w = variable([1, 1]);
    using f = jit((x: tf.Tensor) => {
      w.assign(tf.add(w, x));
      return jit.cond(tf.greater(tf.sum(x), 0), () => tf.mul(w, 10), () => tf.mul(w, 100));
    });
    using x = tf.tensor1d([1, 2]);
    using y = tf.tensor1d([-2, -2]);
    assertEquals(takeLeaves(f(x))[0]!.values, [20, 30]);
    assertEquals(takeLeaves(f(y))[0]!.values, [0, 100]);
    w.assign(tf.tensor1d([5, 5]));
    assertEquals(takeLeaves(f(x))[0]!.values, [60, 70]);
    assertEquals(numbers(w), [6, 7]);
    w.dispose();
  });

  it("works inside a compiled function that another one calls", () => {
    const inner = jit((x: tf.Tensor) => jit.cond(tf.greater(x, 0), () => x, () => tf.neg(x)));
    using x = tf.scalar(-3);
    assertCompiles((x) => jit.cond(tf.less(x, 0), () => inner(x), () => x), [x]);
  });

  it("has gradient 0 for variables that only the other branch uses", () => {
    const w = variable([1, 2]);
    const v = variable([3, 4]);
    using f = jit((x: tf.Tensor) =>
      tf.variableGrads(
        () => tf.sum(jit.cond(tf.greater(tf.sum(x), 0), () => tf.mul(w, x), () => tf.mul(v, x))),
        [w, v],
      ).grads
    );
    using x = tf.tensor1d([1, 1]);
    const grads = f(x);
    assertEquals([numbers(grads[w.name]!), numbers(grads[v.name]!)], [[1, 1], [0, 0]]);
    tf.dispose([grads, w, v]);
  });

  it("refuses predicates that decide nothing", () => {
    const both = [() => tf.scalar(1), () => tf.scalar(2)] as const;
    const given = (predicate: unknown) => () => jit.cond(predicate as tf.Tensor, ...both);
    assertRefuses(given(true), [], "the predicate must be a bool tensor without axes, not true");
    assertRefuses(given(undefined), [], "the predicate must be a bool tensor");
    using x = tf.scalar(1);
    assertRefuses(
      (x) => jit.cond(x, ...both),
      [x],
      "must be a bool tensor without axes, and is float32[]",
    );
    using many = tf.tensor1d([true, false], "bool");
    assertRefuses((x) => jit.cond(x, ...both), [many], "and is bool[2]; compare with tf.greater()");
    assertRefuses(
      () => jit.cond(yes(), both[0], 3 as unknown as () => tf.Scalar),
      [],
      "it wants a predicate and two functions",
    );
  });

  it("names what differs between the branches", () => {
    using x = tf.tensor1d([1, 2]);
    const refuse = (other: () => unknown, message: string) => {
      const f = jit((x: tf.Tensor) =>
        jit.cond<[], unknown>(tf.greater(tf.sum(x), 0), () => ({ a: x, b: [x] }), other)
      );
      assertLeavesNothing(() => {
        assertThrows(() => f(x), TypeError, message);
      });
    };
    const rule = "both branches must return the same structure, dtypes and shapes";
    refuse(() => [x], `${rule}; wanted {"a":tensor, "b":[tensor]}, came [tensor]`);
    refuse(
      () => ({ a: x, b: [tf.stack([x, x])] }),
      `${rule}; result.b[0] must be float32[2], and came as float32[2,2]`,
    );
    refuse(
      () => ({ a: tf.cast(x, "int32"), b: [x] }),
      "result.a must be float32[2], and came as int32[2]",
    );
    refuse(
      () => ({ a: x, b: [7] }),
      "result.b[0] must be a tensor, and is 7: make it one with tf.scalar(7)",
    );
  });

  it("refuses effects that would not happen at each call, and leaves variables as they were", () => {
    const w = variable([1, 2]);
    using x = tf.tensor1d([1, 2]);
    const inBranch = (effect: (x: tf.Tensor) => unknown) => (x: tf.Tensor) => {
      const again = tf.mul(x, 2);
      const choose = () => {
        effect(again);
        return x;
      };
      return tf.tidy(() => jit.cond(yes(), choose, choose));
    };
    assertRefuses(
      inBranch((x) => w.assign(x)),
      [x],
      `Cannot assign or dispose the variable ${w.name} inside jit.cond()`,
    );
    assertRefuses(inBranch((x) => tf.variable(x)), [x], "Cannot make a variable inside jit.cond()");
    const optimizer = tf.train.adam(0.1);
    assertThrows(
      () => jit(inBranch((x) => optimizer.minimize(() => tf.sum(tf.mul(w, x)), false, [w])))(x),
      TypeError,
      "Cannot change a variable inside jit.cond()",
    );
    assertEquals(numbers(w), [1, 2]);
    assertThrows(
      () => jit(inBranch((x) => x.dispose()))(x),
      TypeError,
      "Cannot dispose a float32 tensor of shape [2] inside jit.cond(): it was made outside",
    );
    assertThrows(() => jit(inBranch((x) => x.dataSync()))(x), TypeError, "Cannot read");
    assertRefuses(
      (x) => jit.cond<[], unknown>(yes(), () => Promise.resolve(x), () => x),
      [x],
      "result must be a tensor, and is a promise: the function must not be async",
    );
    w.dispose();
  });

  it("hands on what a branch throws", () => {
    using x = tf.scalar(1);
    const fails = (): tf.Tensor => {
      throw new RangeError("mine");
    };
    assertRefuses((x) => jit.cond(tf.greater(x, 0), fails, fails), [x], "mine", RangeError);
  });
});
