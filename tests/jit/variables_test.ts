import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertAllClose } from "../tolerance.ts";
import { numbers, tensorflow, variable as makeVariable } from "./engine_snapshot.ts";

describeTensorflow("variables of compiled functions", () => {
  it("never change what shares their data", () => {
    const initial = tf.tensor([1, 2]);
    const v = tf.variable(initial);
    const w = tf.variable(v);
    const before = v.clone();
    const inc = jit((x: tf.Tensor) => {
      v.assign(tf.add(v, x));
      return tf.sum(w);
    });
    using x = tf.tensor([1, 1]);
    assertEquals(numbers(inc(x)), [3]);
    const between = v.clone();
    const reshaped = v.reshape([2, 1]);
    assertEquals(numbers(inc(x)), [3]);
    assertEquals(numbers(inc(x)), [3]);
    assertEquals(numbers(v), [4, 5]);
    assertEquals(numbers(w), [1, 2]);
    assertEquals(numbers(initial), [1, 2]);
    assertEquals(numbers(before), [1, 2]);
    assertEquals(numbers(between), [2, 3]);
    assertEquals(numbers(reshaped), [2, 3]);
    // w takes v's data, then both go their ways
    w.assign(v);
    assertEquals(numbers(inc(x)), [9]);
    assertEquals(numbers(v), [5, 6]);
    assertEquals(numbers(w), [4, 5]);
    v.assign(w);
    assertEquals(numbers(inc(x)), [9]);
    assertEquals(numbers(v), [5, 6]);
    assertEquals(numbers(w), [4, 5]);
    const late = v.clone();
    v.dispose();
    assertEquals(numbers(late), [5, 6]);
    tf.dispose([initial, w, before, between, reshaped, late]);
  });

  it("may be given to the function as a tensor besides", () => {
    const v = makeVariable([1, 2]);
    const reads = jit((x: tf.Tensor) => tf.add(tf.mul(v, 10), x));
    const writes = jit((x: tf.Tensor) => {
      v.assign(tf.add(v, x));
    });
    for (let i = 0; i < 20; i++) {
      tf.tidy(() => {
        const [a, b] = numbers(v);
        assertEquals(numbers(reads(v.clone())), [11 * a!, 11 * b!]);
        const copy = v.clone();
        writes(copy);
        assertEquals(numbers(copy), [a!, b!]);
        assertEquals(numbers(v), [2 * a!, 2 * b!]);
      });
      if (i % 5 === 4) v.assign(tf.tensor([1, 2]));
    }
    assertEquals(reads.stats().traces, 1);
    v.dispose();
  });

  it("can be read and assigned between calls", () => {
    const v = makeVariable([0, 0]);
    const inc = jit(() => {
      v.assign(tf.add(v, 1));
      return v.clone();
    });
    const seen: number[][] = [];
    for (let i = 0; i < 6; i++) {
      const result = inc();
      assertEquals(numbers(result), numbers(v));
      seen.push(numbers(result));
      if (i === 2) v.assign(tf.tensor([10, 20]));
      if (i === 3) tf.tidy(() => v.assign(tf.mul(v, 2)));
      result.dispose();
    }
    assertEquals(seen, [[1, 1], [2, 2], [3, 3], [11, 21], [23, 43], [24, 44]]);
    assertEquals(inc.stats().traces, 1);
    v.dispose();
  });

  it("are shared by two functions", () => {
    const v = makeVariable(1);
    const other = makeVariable(100);
    const double = jit(() => {
      v.assign(tf.mul(v, 2));
    });
    const addOther = jit(() => {
      v.assign(tf.add(v, other));
      return tf.add(v, 0);
    });
    const read = jit(() => tf.add(v, 0));
    double();
    assertEquals(numbers(addOther()), [102]);
    double();
    double();
    assertEquals(numbers(read()), [408]);
    assertEquals(numbers(addOther()), [508]);
    tf.dispose([v, other]);
  });

  it("are named when they have been disposed, and others can be used", () => {
    let v: tf.Variable = tf.tidy(() => tf.variable(tf.scalar(1), true, "the_weight"));
    const f = jit(() => {
      v.assign(tf.add(v, 1));
      return tf.add(v, 0);
    });
    assertEquals(numbers(f()), [2]);
    v.dispose();
    assertThrows(() => f(), Error, "the_weight");
    v = tf.tidy(() => tf.variable(tf.scalar(1), true, "the_weight"));
    assertEquals(numbers(f()), [2]);
    tf.disposeVariables();
    assertThrows(() => f(), Error, "the_weight");
    v = makeVariable(10);
    // Nothing but its being disposed tells that the function now means another variable.
    assertEquals(numbers(f()), [11]);
    assertEquals(f.stats().traces, 3);
    v.dispose();
  });

  it("made inside are made once, by the first call", () => {
    let counter: tf.Variable | undefined;
    const f = jit((x: tf.Tensor) => {
      counter ??= tf.variable(tf.mul(x, 10), true);
      counter.assign(tf.add(counter, 1));
      return tf.add(counter, 0);
    });
    const before = tf.memory().numTensors;
    using x = tf.scalar(2);
    const values = tf.tidy(() => [f(x), f(x), f(x)].map((y) => numbers(y)[0]));
    assertEquals(values, [21, 22, 23]);
    assertEquals(numbers(counter!), [23]);
    assertEquals(tf.memory().numTensors, before + 2);
    const shape = tf.tidy(() => f(tf.tensor([1, 2]).sum()));
    assertEquals(numbers(shape), [24]);
    tf.dispose([counter!, shape]);
    assertEquals(tf.memory().numTensors, before + 1);
  });

  it("made inside from a value that the function has updated are refused", () => {
    const weight = makeVariable([1, 2]);
    const optimizer = tf.train.sgd(0.5);
    let average: tf.Variable | undefined;
    const f = jit(() => {
      optimizer.minimize(() => tf.sum(tf.square(weight)), false, [weight]);
      average ??= tf.variable(weight);
    });
    assertThrows(() => f(), TypeError, "make it before");
    assert(average!.isDisposed);
    assertEquals(numbers(weight), [1, 2]);
    weight.dispose();
  });

  it("keep their dtype: bool, int32 and text", () => {
    const [flag, count, text] = [
      tf.variable(tf.tensor([true, false], [2], "bool")),
      tf.variable(tf.scalar(1, "int32")),
      tf.variable(tf.tensor(["a", "b"])),
    ];
    const f = jit(() => {
      flag.assign(tf.logicalNot(flag));
      count.assign(tf.add(count, tf.scalar(1, "int32")));
      text.assign(tf.concat([tf.slice(text, [1], [1]), tf.slice(text, [0], [1])]));
    });
    f();
    assertEquals(numbers(flag), [0, 1]);
    assertEquals(numbers(count), [2]);
    assertEquals(Array.from(text.dataSync() as unknown as string[]), ["b", "a"]);
    f();
    f();
    assertEquals(numbers(flag), [0, 1]);
    assertEquals(numbers(count), [4]);
    tf.dispose([flag, count, text]);
  });

  it("leave no handle behind when they are disposed", () => {
    const before = tf.memory();
    for (let i = 0; i < 50; i++) {
      const v = makeVariable([1, 2, 3]);
      const f = jit(() => {
        v.assign(tf.mul(v, 2));
      });
      f();
      f();
      assertEquals(numbers(v), [4, 8, 12]);
      v.dispose();
      f.dispose();
      assertFalse(tensorflow().has(v.dataId));
    }
    const after = tf.memory();
    assertEquals(after.numTensors, before.numTensors);
    assertEquals(after.numDataBuffers, before.numDataBuffers);
    assertEquals(after.numBytes, before.numBytes);
  });
});

const OPTIMIZERS: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1),
  rmsprop: () => tf.train.rmsprop(0.1),
  "centered rmsprop": () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true),
};

/** A dozen steps multiply what one rounds off. */
const TOLERANCE = { tolerance: { relative: 1e-4, absolute: 1e-5 } };

describeTensorflow("optimizers in compiled functions", () => {
  for (const [name, make] of Object.entries(OPTIMIZERS)) {
    for (const xla of [false, true]) {
      it(`${name}: eager and compiled steps${xla ? " (XLA)" : ""} mixed give what eager ones give`, async () => {
        const start = [0.5, -1.5, 2];
        const stepOf = (optimizer: tf.Optimizer, weights: tf.Variable[]) => (x: tf.Tensor) =>
          optimizer.minimize(
            () => tf.sum(tf.square(tf.sub(tf.mul(weights[0]!, weights[1]!), x))),
            true,
            weights,
          )!;
        const run = (mixed: boolean) => {
          const optimizer = make();
          const weights = [makeVariable(start), makeVariable(start.map((w) => w + 1))];
          const eager = stepOf(optimizer, weights);
          const step = mixed ? jit(eager, { xla }) : eager;
          const losses: number[] = [];
          for (let i = 0; i < 12; i++) {
            const loss = tf.tidy(() => (i % 4 < 2 ? step : eager)(tf.scalar(i / 4)));
            losses.push(numbers(loss)[0]!);
            loss.dispose();
          }
          return { optimizer, weights, losses };
        };
        const [mixed, eager] = [run(true), run(false)];
        assertAllClose(mixed.losses, eager.losses, TOLERANCE);
        mixed.weights.forEach((weight, i) => assertAllClose(weight, eager.weights[i]!, TOLERANCE));
        assertEquals(mixed.optimizer.iterations, eager.optimizer.iterations);
        if (name !== "adamax") {
          const saved = await mixed.optimizer.getWeights();
          const expected = await eager.optimizer.getWeights();
          assertEquals(saved.length, expected.length);
          saved.forEach(({ tensor }, i) => assertAllClose(tensor, expected[i]!.tensor, TOLERANCE));
        }
        tf.dispose([...mixed.weights, ...eager.weights]);
        mixed.optimizer.dispose();
        eager.optimizer.dispose();
      });
    }

    // tfjs cannot save Adamax's.
    if (name === "adamax") continue;
    it(`${name}: its state can be saved between compiled steps and taken up by another`, async () => {
      const weight = makeVariable([1, -2, 3]);
      const stepOf = (optimizer: tf.Optimizer) =>
        jit(() => optimizer.minimize(() => tf.sum(tf.square(weight)), true, [weight])!);
      const first = make();
      const step = stepOf(first);
      for (let i = 0; i < 3; i++) step().dispose();
      const state = (await first.getWeights()).map(({ name, tensor }) => ({
        name,
        tensor: tensor.clone(),
      }));
      const kept = weight.clone();
      const expected = tf.tidy(() => [step(), step()].map((loss) => numbers(loss)[0]!));
      const second = make();
      const { iterations } = first;
      weight.assign(kept);
      await second.setWeights(state);
      const resumed = stepOf(second);
      const got = tf.tidy(() => [resumed(), resumed()].map((loss) => numbers(loss)[0]!));
      assertAllClose(got, expected);
      assertEquals(second.iterations, iterations);
      // back to the saved state between two calls of the function that is compiled by now
      weight.assign(kept);
      await second.setWeights(state);
      assertAllClose(
        tf.tidy(() => [resumed(), resumed()].map((loss) => numbers(loss)[0]!)),
        expected,
      );
      tf.dispose([weight, kept]);
    });
  }

  it("heed a learning rate that is set between calls", () => {
    for (const make of Object.values(OPTIMIZERS)) {
      const run = (compiled: boolean) => {
        const optimizer = make() as tf.SGDOptimizer;
        const weight = makeVariable([1, -2]);
        const eager = () => optimizer.minimize(() => tf.sum(tf.square(weight)), true, [weight])!;
        const step = compiled ? jit(eager) : eager;
        const losses = [0.1, 0.1, 0.05, 0.01].map((rate) => {
          if ("setLearningRate" in optimizer) optimizer.setLearningRate(rate);
          else (optimizer as { learningRate: number }).learningRate = rate;
          return numbers(step())[0]!;
        });
        return [...losses, ...numbers(weight)];
      };
      assertAllClose(run(true), run(false));
    }
  });
});
