import {
  assert,
  assertEquals,
  assertFalse,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { numbers, tensorflow, variable as makeVariable } from "./engine_snapshot.ts";

describeTensorflow("tensors that a compiled function is given", () => {
  it("are inputs wherever they stand in a tree", () => {
    const f = jit((tree: { x: tf.Tensor; more: [tf.Tensor, { y: tf.Tensor }]; times: number }) =>
      tf.mul(tf.addN([tree.x, tree.more[0], tree.more[1].y]), tree.times)
    );
    const call = (x: number, times: number) =>
      tf.tidy(() =>
        numbers(f({ x: tf.scalar(x), more: [tf.scalar(10), { y: tf.scalar(100) }], times }))
      );
    assertEquals(call(1, 2), [222]);
    assertEquals(call(5, 2), [230]);
    assertEquals(f.stats().traces, 1);
    assertEquals(call(5, 3), [345]);
    assertEquals(f.stats().traces, 2);
  });

  it("may be the same tensor twice, and different ones later", () => {
    const f = jit((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
    using x = tf.tensor([1, 2]);
    using y = tf.tensor([10, 30]);
    assertEquals(numbers(f(x, x)), [0, 0]);
    assertEquals(numbers(f(y, x)), [9, 28]);
    assertEquals(f.stats().traces, 1);
  });

  it("may be of any dtype, shape and size", () => {
    const cases: tf.Tensor[] = [
      tf.scalar(2.5),
      tf.scalar(3, "int32"),
      tf.scalar(true, "bool"),
      tf.scalar("ä text"),
      tf.tensor([], [0]),
      tf.tensor([], [2, 0, 3], "int32"),
      tf.tensor([true, false, true], [3], "bool"),
      tf.tensor(["a", "", "ccc"], [3, 1]),
      tf.complex([1, 2], [3, 4]),
      tf.ones([1, 2, 1, 2, 1, 2]),
    ];
    for (const x of cases) {
      const y = jit((x: tf.Tensor) => tf.clone(x))(x);
      assertEquals(y.dtype, x.dtype);
      assertEquals(y.shape, x.shape);
      assertEquals(Array.from(y.dataSync()), Array.from(x.dataSync()));
      y.dispose();
    }
    tf.dispose(cases);
  });

  it("compute as they do at once, for dtypes other than float32", () => {
    using words = tf.tensor(["a", "b", "a"]);
    using flags = tf.tensor([true, false], [2], "bool");
    using z = tf.complex([1, 2], [3, 4]);
    const all = (w: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => [
      tf.equal(w, "a"),
      tf.logicalNot(b),
      tf.where(b, tf.scalar(1, "int32"), tf.scalar(-1, "int32")),
      tf.real(tf.mul(c, c)),
    ];
    const compiled = jit(all)(words, flags, z);
    const eager = all(words, flags, z);
    assertEquals(compiled.map(numbers), eager.map(numbers));
    assertEquals(compiled.map(({ dtype }) => dtype), eager.map(({ dtype }) => dtype));
    tf.dispose([compiled, eager]);
  });

  it("are refused where they are no tensors but would be baked in", () => {
    const f = jit((x: unknown) => tf.tensor(x as Float32Array));
    assertThrows(() => f(Float32Array.of(1, 2)), TypeError, "typed array");
    assertThrows(() => f(new DataView(new ArrayBuffer(4))), TypeError, "typed array");
    assertThrows(() => f(Symbol("s")), TypeError, "symbol");
    assertThrows(() => f(new ArrayBuffer(4)), TypeError, "typed array");
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    assertThrows(() => f(cyclic), TypeError, "holds itself");
    assertThrows(() => jit(() => cyclic)(), TypeError, "holds itself");
    const { calls, traces, cached, traceMs, nodes } = f.stats();
    assertEquals({ calls, traces, cached, traceMs, nodes }, {
      calls: 0,
      traces: 0,
      cached: 0,
      traceMs: 0,
      nodes: 0,
    });
  });

  it("give the arrays in them another trace for other numbers", () => {
    const f = jit((list: number[]) => tf.tensor(list));
    assertEquals(numbers(f([1, 2])), [1, 2]);
    assertEquals(numbers(f([3, 4])), [3, 4]);
    assertEquals(f.stats().traces, 2);
  });

  it("may have been disposed, which is said", () => {
    const f = jit((x: tf.Tensor) => tf.add(x, 1));
    const x = tf.scalar(1);
    f(x).dispose();
    x.dispose();
    assertThrows(() => f(x), Error, "disposed");
    const y = tf.scalar(1);
    y.dispose();
    assertThrows(() => jit((x: tf.Tensor) => tf.add(x, 1))(y), Error, "disposed");
  });

  it("may be variables, which stand for themselves", () => {
    const f = jit((v: tf.Variable, x: tf.Tensor) => {
      v.assign(tf.add(v, x));
      return tf.mul(v, 10);
    });
    const [a, b] = [makeVariable([1, 2]), makeVariable([3, 4])];
    using x = tf.tensor([1, 1]);
    assertEquals(numbers(f(a, x)), [20, 30]);
    assertEquals(numbers(f(b, x)), [40, 50]);
    assertEquals(numbers(f(a, x)), [30, 40]);
    assertEquals(numbers(a), [3, 4]);
    assertEquals(numbers(b), [4, 5]);
    assertEquals(f.stats().traces, 2);
    tf.dispose([a, b]);
  });
});

describeTensorflow("results of a compiled function", () => {
  it("are new tensors: an input, one returned twice, a captured one", () => {
    using held = tf.tensor([7]);
    const f = jit((x: tf.Tensor) => {
      const y = tf.square(x);
      return [x, y, y, held, held];
    });
    using x = tf.tensor([3]);
    const results = f(x);
    assertEquals(results.map((result) => numbers(result)[0]), [3, 9, 9, 7, 7]);
    assertEquals(new Set(results).size, 5);
    assertFalse(results.includes(x) || results.includes(held));
    results[1]!.dispose();
    assertEquals(numbers(results[2]!), [9]);
    tf.dispose(results);
    assertEquals(numbers(x), [3]);
    assertEquals(numbers(held), [7]);
  });

  it("may be a variable, nothing, or anything else", () => {
    const v = makeVariable(1);
    const returnsVariable = jit(() => {
      v.assign(tf.add(v, 1));
      return v;
    });
    assertStrictEquals(returnsVariable(), v);
    assertEquals(numbers(v), [2]);
    const nothing = jit(() => {
      v.assign(tf.add(v, 1));
    });
    assertEquals(nothing(), undefined);
    assertEquals(nothing(), undefined);
    assertEquals(numbers(v), [4]);
    const marker = new Date(0);
    const tree = jit((x: tf.Tensor) => ({
      a: [x, { b: tf.neg(x) }],
      text: "t",
      none: null,
      missing: undefined,
      marker,
      v,
    }));
    using x = tf.scalar(2);
    const result = tree(x);
    const second = tree(x);
    assertEquals(Object.keys(result), ["a", "text", "none", "missing", "marker", "v"]);
    assertEquals([result.text, result.none, result.missing], ["t", null, undefined]);
    assertStrictEquals(result.marker, marker);
    assertStrictEquals(result.v, v);
    assertEquals(numbers((result.a[1] as { b: tf.Tensor }).b), [-2]);
    assertNotStrictEquals(result.a, second.a);
    tf.dispose([v, result.a as tf.Tensor[], second.a as tf.Tensor[]]);
  });

  it("belong to the tidy around the call", () => {
    const f = jit((x: tf.Tensor) => [tf.add(x, 1), tf.add(x, 2)]);
    using x = tf.scalar(1);
    f(x).forEach((result) => result.dispose());
    const before = tf.memory().numTensors;
    const [inner, kept] = tf.tidy(() => {
      const [a, b] = f(x);
      return [a!, tf.keep(b!)];
    });
    assertEquals(tf.memory().numTensors, before + 2);
    tf.tidy(() => {
      f(x);
    });
    assertEquals(tf.memory().numTensors, before + 2);
    tf.dispose([inner, kept]);
    assertEquals(tf.memory().numTensors, before);
  });

  it("read what variables held when the function asked, not later", () => {
    const v = makeVariable([1, 2]);
    const w = makeVariable([10, 20]);
    const f = jit(() => {
      const [oldV, oldW] = [v.clone(), w.clone()];
      v.assign(tf.add(v, 1));
      w.assign(oldV);
      v.assign(oldW);
      return { oldV, oldW, newV: v.clone() };
    });
    for (let i = 0; i < 20; i++) {
      const [a, b] = [numbers(v), numbers(w)];
      const { oldV, oldW, newV } = f();
      assertEquals([numbers(oldV), numbers(oldW), numbers(newV)], [a, b, b]);
      assertEquals([numbers(v), numbers(w)], [b, a]);
      tf.dispose([oldV, oldW, newV]);
    }
    tf.dispose([v, w]);
  });

  it("read weights from before and after an update in place", () => {
    const make = () => makeVariable([1, 2, 3]);
    const [w, copy, eagerW, eagerCopy] = [make(), make(), make(), make()];
    const [optimizer, eagerOptimizer] = [tf.train.adam(0.1), tf.train.adam(0.1)];
    const stepOf = (weight: tf.Variable, target: tf.Variable, optimizer: tf.Optimizer) => () => {
      const before = weight.clone();
      // The gradient needs no value of the weight.
      const loss = optimizer.minimize(() => tf.sum(tf.mul(weight, 2)), true, [weight])!;
      target.assign(weight);
      return { before, loss, after: weight.clone() };
    };
    const step = jit(stepOf(w, copy, optimizer));
    const eager = stepOf(eagerW, eagerCopy, eagerOptimizer);
    for (let i = 0; i < 5; i++) {
      const [got, wanted] = [step(), eager()];
      for (const key of ["before", "loss", "after"] as const) {
        assertNear(numbers(got[key]), numbers(wanted[key]), key);
      }
      assertNear(numbers(w), numbers(eagerW), "weight");
      assertNear(numbers(copy), numbers(eagerCopy), "copy");
    }
    // and weights that are assigned over an update
    const overruled = jit(() => {
      optimizer.minimize(() => tf.sum(tf.square(w)), false, [w]);
      w.assign(tf.zeros([3]));
    });
    for (let i = 0; i < 10; i++) {
      w.assign(tf.ones([3]));
      overruled();
      assertEquals(numbers(w), [0, 0, 0]);
    }
    tf.dispose([w, copy, eagerW, eagerCopy]);
  });
});

describeTensorflow("tensors that a compiled function captures", () => {
  it("are looked up at each call, and traced anew if another one is there", () => {
    let held = tf.tensor([1]);
    const f = jit((x: tf.Tensor) => tf.add(x, held));
    using x = tf.tensor([10]);
    assertEquals(numbers(f(x)), [11]);
    held.dispose();
    assertThrows(() => f(x), Error, "disposed");
    held = tf.tensor([2]);
    assertEquals(numbers(f(x)), [12]);
    assertEquals(f.stats().traces, 2);
    held.dispose();
  });

  it("stay inputs if they were in JavaScript only, and on another engine", async () => {
    await tf.setBackend("cpu");
    const elsewhere = tf.tensor([5, 6]);
    await tf.setBackend("tensorflow");
    const values = Float32Array.of(1, 2);
    const held = tf.tensor(values);
    const f = jit(() => tf.add(held, elsewhere));
    const result = f();
    assertEquals(numbers(result), [6, 8]);
    const again = f();
    assertEquals(numbers(again), [6, 8]);
    assertEquals(numbers(elsewhere), [5, 6]);
    assertEquals(f.stats().nodes, 3);
    const { refCount } = tensorflow().recordOf(held.dataId);
    assertEquals(refCount, 1);
    tf.dispose([held, elsewhere, result, again]);
  });

  it("may be kept and reshaped inside", () => {
    using held = tf.tensor([[1, 2], [3, 4]]);
    const f = jit((x: tf.Tensor) =>
      tf.tidy(() => {
        const flat = tf.keep(tf.reshape(held, [4]));
        return tf.add(tf.mul(flat, x), tf.cast(held, "float32").flatten());
      })
    );
    using x = tf.scalar(10);
    const { numTensors } = tf.memory();
    for (let i = 0; i < 3; i++) {
      const y = f(x);
      assertEquals(numbers(y), [11, 22, 33, 44]);
      y.dispose();
    }
    assertEquals(tf.memory().numTensors, numTensors);
    assert(tensorflow().has(held.dataId));
  });
});

function assertNear(actual: number[], expected: number[], what: string): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, i) => {
    if (Math.abs(value - expected[i]!) > 1e-5 * Math.abs(expected[i]!) + 1e-6) {
      throw new Error(`${what}: ${actual} is not ${expected}`);
    }
  });
}
