import { assert, assertEquals, assertRejects } from "@std/assert";
import { it } from "@std/testing/bdd";
import { collectGarbage } from "../../../src/deps/collect_garbage.ts";
import * as tf from "../../../src/engine/tf.ts";
import { jit, type JitOptions } from "../../../src/jit/mod.ts";
import * as train from "../../../src/train/mod.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { assertAllClose } from "../../tolerance.ts";
import { batch, type Linear, linear, OPTIMIZERS, valuesOf } from "./problems.ts";

/** A dozen steps multiply what one rounds off. */
const TOLERANCE = { tolerance: { relative: 1e-4, absolute: 2e-5 } };

const stepOf = (optimizer: tf.Optimizer, { weights, loss }: Linear) => (x: tf.Tensor) =>
  optimizer.minimize(() => loss(x), true, weights)!;

const OPTIONS: train.optimizers.OptimizerOptions = {
  learningRate: train.schedules.cosine({ learningRate: 0.05, warmupSteps: 3, trainingSteps: 12 }),
  weightDecay: 0.05,
  l2: 0.01,
  globalClipNorm: 1,
  ema: { momentum: 0.8, overwriteFrequency: 5 },
};

describeTensorflow("train's optimizers in compiled functions", () => {
  for (const [name, make] of Object.entries(OPTIMIZERS)) {
    for (const xla of [false, true]) {
      for (const [what, options] of [["plain", {}], ["with everything on", OPTIONS]] as const) {
        it(`${name}, ${what}: eager and compiled steps${xla ? " (XLA)" : ""} mixed give what eager ones give`, async () => {
          const run = (mixed: boolean) => {
            const [optimizer, model] = [make(options), linear()];
            const eager = stepOf(optimizer, model);
            const step = jit(eager, { xla });
            const losses: number[] = [];
            for (let i = 0; i < 12; i++) {
              tf.tidy(() => {
                losses.push(...valuesOf([(mixed && i % 4 < 2 ? step : eager)(batch(i))]));
              });
            }
            assert(!mixed || step.stats().traces <= 2, `${step.stats().traces} traces`);
            step.dispose();
            return { optimizer, model, losses };
          };
          const [mixed, eager] = [run(true), run(false)];
          assertAllClose(mixed.losses, eager.losses, TOLERANCE);
          assertAllClose(valuesOf(mixed.model.weights), valuesOf(eager.model.weights), TOLERANCE);
          assertEquals(mixed.optimizer.iterations, 12);
          const [saved, wanted] = await Promise.all(
            [mixed, eager].map(({ optimizer }) => optimizer.getWeights()),
          );
          assertEquals(saved!.length, wanted!.length);
          saved!.forEach(({ tensor }, i) => assertAllClose(tensor, wanted![i]!.tensor, TOLERANCE));
          tf.dispose([saved![0]!.tensor, wanted![0]!.tensor]);
          for (const { optimizer, model } of [mixed, eager]) {
            optimizer.dispose();
            model.dispose();
          }
        });
      }
    }
  }

  it("a schedule makes no new trace in 1,000 steps, nor does a rate that is set", () => {
    const model = linear();
    const learningRate = train.schedules.linear({ learningRate: 0.1, trainingSteps: 1000 });
    const momentum = train.schedules.oneCycleMomentum({ trainingSteps: 1000 });
    const optimizer = train.sgd({ learningRate, momentum, weightDecay: 0.01 });
    const step = jit(stepOf(optimizer, model));
    const x = batch(0);
    for (let i = 0; i < 1000; i++) step(x).dispose();
    assertEquals(step.stats().traces, 1);
    assertEquals(optimizer.currentLearningRate, 0);
    const before = valuesOf(model.weights);
    step(x).dispose();
    // The momentum's steps have the rates of their time, and the last ones were almost nothing.
    assertAllClose(valuesOf(model.weights), before, { tolerance: { relative: 0, absolute: 1e-2 } });
    optimizer.learningRate = 0.5;
    assertEquals(optimizer.currentLearningRate, 0.5);
    step(x).dispose();
    assertEquals(step.stats().traces, 1);
    tf.dispose(x);
    step.dispose();
    optimizer.dispose();
    model.dispose();
  });

  it("SGD and AdamW update weights where they lie, with decay, as few nodes as tfjs's Adam needs", async () => {
    const nodesOf = (optimizer: tf.Optimizer) => {
      const model = linear();
      const step = jit(stepOf(optimizer, model));
      tf.tidy(() => void step(batch(0)));
      const { nodes } = step.stats();
      step.dispose();
      optimizer.dispose();
      model.dispose();
      return nodes;
    };
    const adam = nodesOf(tf.train.adam(0.1));
    for (
      const make of [
        () => train.sgd({ momentum: 0.9, weightDecay: 0.1 }),
        () => train.sgd({ momentum: 0.9, nesterov: true, rateInMomentum: false }),
        () => train.adamW({ correctedEpsilon: true }),
      ]
    ) {
      const nodes = nodesOf(make());
      assert(nodes <= adam + 15, `${nodes} nodes beside ${adam}`);
      // What has no op is traced op by op.
      const model = linear();
      const optimizer = make();
      const skipping = train.adamW({ nonFinite: "skip" });
      const [step, other] = [optimizer, skipping].map((one) => jit(stepOf(one, model)));
      tf.tidy(() => void step!(batch(0)));
      const text = (await jit.explain(step!, batch(1))).toString();
      assert(/ResourceApply/.test(text), text);
      tf.tidy(() => void other!(batch(0)));
      assert(other!.stats().nodes > step!.stats().nodes);
      step!.dispose();
      other!.dispose();
      optimizer.dispose();
      skipping.dispose();
      model.dispose();
    }
  });

  it("accumulation has two traces, one that adds and one that updates", () => {
    const run = (compiled: boolean) => {
      const model = linear();
      const optimizer = train.adamW({ learningRate: 0.1, accumulationSteps: 3 });
      const eager = stepOf(optimizer, model);
      const step = jit(eager);
      for (let i = 0; i < 12; i++) tf.tidy(() => (compiled ? step : eager)(batch(i)));
      if (compiled) assertEquals([step.stats().traces, step.stats().cached], [2, 2]);
      assertEquals([optimizer.iterations, optimizer.calls], [4, 12]);
      const values = valuesOf(model.weights);
      step.dispose();
      optimizer.dispose();
      model.dispose();
      return values;
    };
    assertAllClose(run(true), run(false), TOLERANCE);
  });

  it("runs that overlap each get the rate of their turn", async () => {
    const learningRate = train.schedules.piecewiseConstantDecay({
      boundaries: [0, 1, 2],
      values: [0.1, 0.05, 0.02, 0.01],
    });
    const run = async (overlap: boolean) => {
      const model = linear();
      const optimizer = train.sgd({ learningRate });
      const step = jit(stepOf(optimizer, model));
      const xs = [0, 1, 2, 3].map((seed) => batch(seed));
      if (overlap) tf.dispose(await Promise.all(xs.map((x) => step.run([x]))));
      else for (const x of xs) step(x).dispose();
      const values = valuesOf(model.weights);
      step.dispose();
      optimizer.dispose();
      tf.dispose(xs);
      model.dispose();
      return values;
    };
    assertAllClose(await run(true), await run(false), TOLERANCE);
  });

  it("runs that overlap are refused where one decides what the next one does", async () => {
    const model = linear();
    const optimizer = train.sgd({ accumulationSteps: 2 });
    const step = jit(stepOf(optimizer, model), { name: "halves" });
    const x = batch(0);
    const first = step.run([x]);
    await assertRejects(() => step.run([x]), Error, "await each run before the next");
    (await first).dispose();
    (await step.run([x])).dispose();
    assertEquals(optimizer.iterations, 1);
    step.dispose();
    optimizer.dispose();
    tf.dispose(x);
    model.dispose();
  });

  for (const options of [{}, { xla: true }, { precision: "float16" }] as const) {
    it(`skips and accumulates alike compiled with ${JSON.stringify(options)}, and frees all`, async () => {
      const run = async (compiled: boolean) => {
        const model = linear();
        const optimizer = train.adamW({
          learningRate: 0.05,
          accumulationSteps: 2,
          nonFinite: "skip",
          ema: {},
        });
        const eager = (x: tf.Tensor, factor: tf.Scalar) =>
          optimizer.minimize(() => tf.mul(model.loss(x), factor), true, model.weights)!;
        const step = jit(eager, options);
        for (const [i, factor] of [0.02, 0.02, NaN, 0.02, NaN, NaN, 0.02, 0.02].entries()) {
          tf.tidy(() => void (compiled ? step : eager)(batch(i), tf.scalar(factor)));
        }
        const found = { values: valuesOf(model.weights), iterations: optimizer.iterations };
        assertEquals(await optimizer.skippedCalls(), 3);
        step.dispose();
        optimizer.dispose();
        model.dispose();
        return found;
      };
      // What other tests left to the garbage collector must not go while this one counts.
      collectGarbage();
      for (let i = 0; i < 5; i++) await new Promise((done) => setTimeout(done, 5));
      const before = tf.memory().numTensors;
      const [compiled, eager] = [await run(true), await run(false)];
      assertEquals(tf.memory().numTensors, before, "tensors leak");
      assertEquals(compiled.iterations, eager.iterations);
      assertAllClose(compiled.values, eager.values, {
        tolerance: "precision" in options
          ? { relative: 0.02, absolute: 0.02 }
          : TOLERANCE.tolerance,
      });
    });
  }

  for (const precision of ["bfloat16", "float16"] as const) {
    it(`every optimizer trains in ${precision} nearly as in float32`, () => {
      for (const [name, make] of Object.entries(OPTIMIZERS)) {
        const run = (options: JitOptions) => {
          const [optimizer, model] = [make(), linear()];
          // Small enough for the first scale of float16, 2^15.
          const loss = (x: tf.Tensor) => tf.mul(model.loss(x), 0.02) as tf.Scalar;
          const step = jit(stepOf(optimizer, { ...model, loss }), options);
          for (let i = 0; i < 8; i++) tf.tidy(() => step(batch(i)));
          const values = valuesOf(model.weights);
          step.dispose();
          optimizer.dispose();
          model.dispose();
          return values;
        };
        assertAllClose(run({ precision }), run({}), {
          tolerance: { relative: 0.05, absolute: 0.05 },
          message: name,
        });
      }
    });
  }

  it("a step that overflows in float16 changes neither weights nor the count that corrects moments", async () => {
    const run = async (overflow: boolean) => {
      const model = linear();
      const optimizer = train.adam({ learningRate: 0.1 });
      const step = jit(
        (x: tf.Tensor, factor: tf.Scalar) =>
          optimizer.minimize(() => tf.mul(model.loss(x), factor), true, model.weights)!,
        { precision: "float16" },
      );
      for (const factor of overflow ? [1e30, 1e30, 0.02, 0.02] : [0.02, 0.02]) {
        tf.tidy(() => step(batch(0), tf.scalar(factor)));
      }
      const state = await optimizer.getWeights();
      const steps = valuesOf([state.find(({ name }) => name === "step")!.tensor]);
      tf.dispose(state[0]!.tensor);
      const values = valuesOf(model.weights);
      step.dispose();
      optimizer.dispose();
      model.dispose();
      return { steps, values };
    };
    const [one, other] = [await run(true), await run(false)];
    assertEquals(one.steps, [2]);
    assertAllClose(one.values, other.values, { tolerance: { relative: 1e-3, absolute: 1e-3 } });
  });

  it("a window of calls makes no update where one overflows in float16, and the next begins empty", () => {
    const run = (factors: readonly number[]) => {
      const model = linear();
      const optimizer = train.sgd({ learningRate: 0.1, accumulationSteps: 2 });
      const step = jit(
        (x: tf.Tensor, factor: tf.Scalar) =>
          optimizer.minimize(() => tf.mul(model.loss(x), factor), true, model.weights)!,
        { precision: "float16" },
      );
      for (const factor of factors) tf.tidy(() => void step(batch(0), tf.scalar(factor)));
      const values = valuesOf(model.weights);
      const { lossScale } = step.stats();
      step.dispose();
      optimizer.dispose();
      model.dispose();
      return { values, lossScale };
    };
    const good = run([0.02, 0.02]);
    assertEquals(good.lossScale, 2 ** 15);
    for (const bad of [[1e30, 0.02], [0.02, 1e30], [1e30, 1e30]]) {
      const { values, lossScale } = run([...bad, 0.02, 0.02]);
      assertEquals(lossScale, 2 ** 14);
      assertAllClose(values, good.values, { tolerance: { relative: 1e-3, absolute: 1e-3 } });
    }
  });
});
