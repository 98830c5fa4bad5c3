import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertAllClose } from "../tolerance.ts";
import { childExit } from "./child.ts";
import { numbers, variable as makeVariable } from "./engine_snapshot.ts";

/** Products one after another: long work that can be stopped between two of them. */
function longWork(x: tf.Tensor2D): tf.Tensor2D {
  let y = x;
  for (let i = 0; i < 150; i++) y = tf.mul(tf.matMul(y, x), 1 / x.shape[0]);
  return y;
}

const SIZE = 384;

/** A step that takes a while and adds one to each of `weight`. */
function slowStep(weight: tf.Variable) {
  return (x: tf.Tensor2D) => {
    const nothing = tf.mul(tf.sum(longWork(x)), 1e-30);
    weight.assign(tf.add(tf.add(weight, 1), nothing));
    return tf.add(tf.sum(weight), 0);
  };
}

describeTensorflow("run()", () => {
  it("gives what a call gives, while timers run", async () => {
    using x = tf.ones([SIZE, SIZE]) as tf.Tensor2D;
    const f = jit(longWork);
    const expected = f(x);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const start = performance.now();
    const result = await f.run([x]);
    const took = performance.now() - start;
    clearInterval(timer);
    assertGreater(ticks, took / 40);
    assertAllClose(result, expected);
    assertEquals(f.stats().calls, 2);
    tf.dispose([result, expected]);
  });

  it("draws the random numbers that a call would", async () => {
    const draw = () => tf.randomNormal([8]);
    const [a, b] = [jit(draw, { seed: 7 }), jit(draw, { seed: 7 })];
    for (let i = 0; i < 3; i++) assertEquals(numbers(await a.run([])), numbers(b()));
  });

  it("lets steps that change the same variables take turns", async () => {
    const weight = makeVariable([0, 0]);
    const optimizer = tf.train.adam(0.1);
    const loss = (x: tf.Tensor) => tf.sum(tf.square(tf.sub(weight, x)));
    const step = jit((x: tf.Tensor) =>
      optimizer.minimize(() => loss(x) as tf.Scalar, true, [weight])!
    );
    const eagerWeight = makeVariable([0, 0]);
    const eagerOptimizer = tf.train.adam(0.1);
    const expected = Array.from({ length: 6 }, (_, i) =>
      numbers(
        eagerOptimizer.minimize(
          () => tf.sum(tf.square(tf.sub(eagerWeight, tf.scalar(i)))),
          true,
          [eagerWeight],
        )!,
      )[0]!);
    const results = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const x = tf.scalar(i);
        const promise = step.run([x]);
        x.dispose();
        return numbers(await promise)[0]!;
      }),
    );
    assertAllClose(results, expected);
    assertAllClose(weight, eagerWeight);
    assertEquals(optimizer.iterations, 6);
    tf.dispose([weight, eagerWeight]);
  });

  it("keeps others from variables that it changes, and says so", async () => {
    const weight = makeVariable([1, 2]);
    const other = makeVariable([5, 6]);
    using x = tf.ones([SIZE, SIZE]) as tf.Tensor2D;
    const step = jit(slowStep(weight), { name: "step" });
    step(x).dispose();
    const [read, write] = [
      jit(() => tf.add(weight, 0), { name: "read" }),
      jit(() => weight.assign(tf.zeros([2])), { name: "write" }),
    ];
    tf.dispose(read());
    const { numTensors } = tf.memory();
    const promise = step.run([x]);
    const refused: [() => unknown, string][] = [
      [() => weight.dataSync(), "Cannot read a variable"],
      [() => tf.add(weight, 1), "Cannot read a variable"],
      [() => weight.clone(), "Cannot copy a variable"],
      [() => weight.assign(tf.tensor([9, 9])), "Cannot assign or dispose a variable"],
      [() => weight.dispose(), "Cannot assign or dispose a variable"],
      [() => step(x), `Cannot call step now`],
      [() => read(), "Cannot call read now"],
      [() => write(), weight.name],
    ];
    tf.tidy(() => {
      for (const [use, message] of refused) assertThrows(use, Error, message, `${use}`);
      assertEquals(numbers(tf.add(other, 1)), [6, 7]);
      assertEquals(numbers(jit(() => tf.add(other, 2))()), [7, 8]);
    });
    const result = await promise;
    assertLess(tf.memory().numTensors, numTensors + 2);
    assertEquals(numbers(result), [7]);
    assertEquals(numbers(weight), [3, 4]);
    assertEquals(weight.isDisposed, false);
    assertEquals(numbers(read()), [3, 4]);
    weight.assign(tf.tensor([10, 20]));
    assertEquals(numbers(step(x)), [32]);
    tf.dispose([weight, other]);
  });

  it("lets those run side by side that only read, before and after one that changes", async () => {
    const weight = makeVariable([1, 1]);
    using x = tf.ones([SIZE, SIZE]) as tf.Tensor2D;
    const read = jit((x: tf.Tensor2D) =>
      tf.add(tf.sum(weight), tf.mul(tf.sum(longWork(x)), 1e-30))
    );
    const step = jit(slowStep(weight));
    read(x).dispose();
    const before = [read.run([x]), read.run([x])];
    assertEquals(numbers(weight), [1, 1]);
    assertThrows(() => step(x), Error, "run() that has not ended");
    const stepped = step.run([x]);
    const after = read.run([x]);
    assertEquals((await Promise.all(before)).map(numbers), [[2], [2]]);
    assertEquals(numbers(await stepped), [4]);
    assertEquals(numbers(await after), [4]);
    weight.dispose();
  });

  it("is not begun with a signal that was aborted before", async () => {
    let traced = 0;
    const f = jit((x: tf.Tensor) => {
      traced++;
      return tf.square(x);
    });
    using x = tf.scalar(3);
    const reason = new DOMException("enough", "AbortError");
    const error = await assertRejects(() => f.run([x], { signal: AbortSignal.abort(reason) }));
    assertStrictEquals(error, reason);
    assertEquals([traced, f.stats().calls], [0, 0]);
    assertEquals(numbers(await f.run([x], { signal: new AbortController().signal })), [9]);
  });

  it("ends between two turns of a loop when it is aborted", async () => {
    using x = tf.ones([SIZE, SIZE]) as tf.Tensor2D;
    const f = jit((x: tf.Tensor2D) =>
      jit.while(
        ({ i }) => tf.less(i, 300),
        ({ i, y }) => ({ i: tf.add(i, 1), y: tf.mul(tf.matMul(y as tf.Tensor2D, x), 1 / SIZE) }),
        { i: tf.scalar(0) as tf.Tensor, y: x as tf.Tensor },
      ).y
    );
    const start = performance.now();
    const expected = f(x);
    numbers(expected);
    const whole = performance.now() - start;
    const { numTensors } = tf.memory();
    for (const wait of [0, 20]) {
      const controller = new AbortController();
      const reason = new Error(`stopped after ${wait}`);
      const began = performance.now();
      const promise = f.run([x], { signal: controller.signal });
      setTimeout(() => controller.abort(reason), wait);
      assertStrictEquals(await assertRejects(() => promise), reason);
      assertLess(performance.now() - began, 0.7 * whole);
    }
    // Less where the garbage collector has found what other tests left.
    assertLess(tf.memory().numTensors, numTensors + 1);
    const result = await f.run([x], { signal: new AbortController().signal });
    assertAllClose(result, expected);
    tf.dispose([expected, result]);
  });

  it("leaves everything usable when it is aborted", async () => {
    const weight = makeVariable([1, 2]);
    const step = jit(slowStep(weight));
    using x = tf.ones([SIZE, SIZE]) as tf.Tensor2D;
    step(x).dispose();
    const { numTensors } = tf.memory();
    for (const wait of [0, 10]) {
      const controller = new AbortController();
      const reason = new Error(`stopped after ${wait}`);
      const promise = step.run([x], { signal: controller.signal });
      setTimeout(() => controller.abort(reason), wait);
      assertStrictEquals(await assertRejects(() => promise), reason);
    }
    const [a, b] = numbers(weight);
    assertEquals(b! - a!, 1);
    // Less where the garbage collector has found what other tests left.
    assertLess(tf.memory().numTensors, numTensors + 1);
    const result = await step.run([x]);
    assertEquals(numbers(weight), [a! + 1, b! + 1]);
    tf.dispose([result, step(x)]);
    weight.dispose();
  });

  it("can be aborted while it waits for its turn, without disorder", async () => {
    const weight = makeVariable([0, 0]);
    const step = jit(slowStep(weight));
    using x = tf.ones([SIZE, SIZE]) as tf.Tensor2D;
    const controller = new AbortController();
    const first = step.run([x]);
    const second = step.run([x], { signal: controller.signal });
    const third = step.run([x]);
    let firstEnded = false;
    first.then(() => firstEnded = true);
    controller.abort("no more");
    const why = await second.catch((reason) => reason);
    assertEquals(why, "no more");
    assertEquals(firstEnded, false);
    assertThrows(() => weight.dataSync(), Error, "Cannot read");
    assertEquals(numbers(await first), [2]);
    assertEquals(numbers(await third), [4]);
    assertEquals(numbers(weight), [2, 2]);
    weight.dispose();
  });

  it("outlives the function's disposal and that of what it was given", async () => {
    const x = tf.ones([SIZE, SIZE]) as tf.Tensor2D;
    const held = tf.scalar(2);
    const f = jit((x: tf.Tensor2D) => tf.mul(tf.mean(longWork(x)), held));
    const promise = f.run([x]);
    f.dispose();
    tf.dispose([x, held]);
    assertAllClose(await promise, [2]);
    assertEquals(f.stats().cached, 0);
  });

  it("rejects with what the function throws, and with TensorFlow's own errors", async () => {
    const fails = jit(() => {
      throw new RangeError("mine");
    });
    await assertRejects(() => fails.run([]), RangeError, "mine");
    const weight = makeVariable([1, 2, 3]);
    const f = jit((indices: tf.Tensor1D) => {
      weight.assign(tf.add(weight, 1));
      return tf.gather(weight, indices);
    });
    using fine = tf.tensor1d([0, 2], "int32");
    using wrong = tf.tensor1d([0, 7], "int32");
    assertEquals(numbers(await f.run([fine])), [2, 4]);
    await assertRejects(() => f.run([wrong]), Error, "7");
    assertEquals(numbers(await f.run([fine])).length, 2);
    assert(numbers(weight).every(Number.isFinite));
    weight.dispose();
  });

  it("is part of an outer function, and runs as it is on a tape", async () => {
    const inner = jit((x: tf.Tensor) => tf.square(x));
    const outer = jit((x: tf.Tensor) => inner.run([x]));
    using x = tf.scalar(3);
    assertThrows(() => outer(x), TypeError, "async");
    assertEquals(numbers(await inner.run([x])), [9]);
  });

  it("ends with its process", async () => {
    const program = (end: string) => `
      import { jit, tf } from ${JSON.stringify(new URL("../../mod.ts", import.meta.url).href)};
      await tf.ready();
      const weight = tf.variable(tf.zeros([256, 256]));
      const step = jit((x) => {
        let y = x;
        for (let i = 0; i < 400; i++) y = tf.matMul(y, x);
        weight.assign(y);
        return tf.sum(weight);
      });
      const x = tf.zeros([256, 256]);
      const promise = step.run([x]);
      ${end}
    `;
    for (
      const [end, code] of [
        ["setTimeout(() => Deno.exit(3), 20);", 3],
        ["", 0],
        ["x.dispose(); step.dispose();", 0],
        ["setTimeout(() => { throw new Error('mine'); }, 20);", 1],
      ] as const
    ) {
      assertEquals(await childExit(program(end)), { code, signal: null }, end);
    }
  });
});
