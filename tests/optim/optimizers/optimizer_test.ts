import {
  assert,
  assertEquals,
  assertMatch,
  assertNotStrictEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { it } from "@std/testing/bdd";
import { ArrayDataset } from "../../../src/data/array_dataset.ts";
import * as tf from "../../../src/engine/tf.ts";
import * as train from "../../../src/train/mod.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";
import { assertAllClose } from "../../tolerance.ts";
import { batch, linear, OPTIMIZERS, valuesOf } from "./problems.ts";

const EVERYTHING: train.OptimizerOptions = {
  learningRate: train.schedules.linear({ learningRate: 0.1, warmupSteps: 2, trainingSteps: 20 }),
  globalClipNorm: 1,
  ema: { momentum: 0.9 },
  accumulationSteps: 2,
  nonFinite: "skip",
};

function steps(optimizer: tf.Optimizer, model: ReturnType<typeof linear>, seeds: number[]): void {
  for (const seed of seeds) {
    tf.tidy(() => void optimizer.minimize(() => model.loss(batch(seed)), false, model.weights));
  }
}

async function stateOf(optimizer: train.Optimizer) {
  const state = await optimizer.getWeights();
  return state.map(({ name, tensor }, i) => {
    const copy = { name, tensor: tf.clone(tensor) };
    // The first is made for the caller; the others are the optimizer's own.
    if (i === 0) tensor.dispose();
    return copy;
  });
}

describeOnEngines("train's optimizers", () => {
  for (const [name, make] of Object.entries(OPTIMIZERS)) {
    it(`${name}: another one takes its state up and goes on alike, whatever the weights are called`, async () => {
      const before = tf.memory().numTensors;
      const [first, second] = [make(EVERYTHING), make(EVERYTHING)];
      const [model, copy] = [linear(), linear()];
      steps(first, model, [0, 1, 2]);
      const state = await stateOf(first);
      copy.weights.forEach((weight, i) => weight.assign(model.weights[i]!));
      await second.setWeights(state);
      assertEquals([second.iterations, second.calls], [1, 3]);
      for (const [one, other] of [[first, model], [second, copy]] as const) {
        steps(one, other, [3, 4, 5, 6]);
      }
      assertEquals(valuesOf(copy.weights), valuesOf(model.weights));
      // Back to it, now that its own variables are there.
      await second.setWeights(state);
      assertEquals(second.calls, 3);
      const [again, wanted] = [await stateOf(second), state];
      assertEquals(again.map(({ tensor }) => valuesOf([tensor])).length, wanted.length);
      tf.dispose([...state, ...again].map(({ tensor }) => tensor));
      for (const one of [first, second, model, copy]) one.dispose();
      assertEquals(tf.memory().numTensors, before, "tensors leak");
    });

    it(`${name}: three batches accumulated are one of three times the size`, () => {
      const run = (parts: number) => {
        const [optimizer, model] = [make({ accumulationSteps: parts }), linear()];
        for (let i = 0; i < 4; i++) {
          tf.tidy(() => {
            const whole = batch(i, 6);
            for (const x of tf.split(whole, parts)) {
              optimizer.minimize(() => model.loss(x), false, model.weights);
            }
          });
        }
        assertEquals(optimizer.iterations, 4);
        const values = valuesOf(model.weights);
        optimizer.dispose();
        model.dispose();
        return values;
      };
      assertAllClose(run(3), run(1), { tolerance: { relative: 1e-4, absolute: 1e-5 } });
    });

    it(`${name}: its settings can be written down and one made of them`, () => {
      using optimizer = make({ ...EVERYTHING, decays: "matrices" });
      const config = JSON.parse(JSON.stringify(optimizer.getConfig()));
      const cls = optimizer.constructor as unknown as tf.serialization.SerializableConstructor<
        train.Optimizer
      >;
      using again = cls.fromConfig(cls, config);
      assertNotStrictEquals(again, optimizer);
      assertEquals(again.getConfig(), optimizer.getConfig());
      assertEquals(again.currentLearningRate, optimizer.currentLearningRate);
    });
  }

  it("sums of losses divided by what all batches hold are accumulated as sums", () => {
    const sizes = [1, 5, 2];
    const total = sizes.reduce((sum, size) => sum + size);
    const run = (parts: boolean) => {
      const model = linear();
      using optimizer = train.sgd({
        learningRate: 0.1,
        accumulationSteps: parts ? 3 : 1,
        accumulation: "sum",
      });
      tf.tidy(() => {
        const whole = batch(0, total);
        for (const x of parts ? tf.split(whole, sizes) : [whole]) {
          // The mean over the whole update, whichever batch an example is in.
          const share = x.shape[0]! / total;
          optimizer.minimize(() => tf.mul(model.loss(x), share), false, model.weights);
        }
      });
      const values = valuesOf(model.weights);
      model.dispose();
      return values;
    };
    assertAllClose(run(true), run(false), { tolerance: { relative: 1e-5, absolute: 1e-6 } });
  });

  it("a call with NaN among its gradients is skipped and counted, or goes into the weights", async () => {
    for (const nonFinite of ["skip", "pass"] as const) {
      const model = linear();
      using optimizer = train.adam({ nonFinite, ema: {} });
      steps(optimizer, model, [0]);
      const before = valuesOf(model.weights);
      const state = await stateOf(optimizer);
      tf.tidy(() =>
        void optimizer.minimize(
          () => tf.mul(model.loss(batch(1)), tf.scalar(NaN)),
          false,
          model.weights,
        )
      );
      const after = await stateOf(optimizer);
      if (nonFinite === "skip") {
        assertEquals(valuesOf(model.weights), before);
        assertEquals(await optimizer.skippedCalls(), 1);
        const kept = ({ name }: { name: string }) => !["iter", "skipped_calls"].includes(name);
        assertEquals(
          after.filter(kept).map(({ tensor }) => valuesOf([tensor])),
          state.filter(kept).map(({ tensor }) => valuesOf([tensor])),
        );
      } else {
        assert(valuesOf(model.weights).some(Number.isNaN));
        assertEquals(await optimizer.skippedCalls(), 0);
      }
      tf.dispose([...state, ...after].map(({ tensor }) => tensor));
      model.dispose();
    }
  });

  it("of accumulated batches one with NaN does not count", () => {
    const run = (broken: boolean) => {
      const model = linear();
      using optimizer = train.sgd({
        learningRate: 0.1,
        accumulationSteps: broken ? 3 : 2,
        nonFinite: "skip",
      });
      for (const factor of broken ? [1, NaN, 1] : [1, 1]) {
        tf.tidy(() =>
          void optimizer.minimize(
            () => tf.mul(model.loss(batch(1)), tf.scalar(factor)),
            false,
            model.weights,
          )
        );
      }
      const values = valuesOf(model.weights);
      model.dispose();
      return values;
    };
    assertAllClose(run(true), run(false));
  });

  it("averages take the weights' places in a using block, and only there", () => {
    const model = linear();
    using optimizer = train.sgd({ learningRate: 0.1, ema: { momentum: 0.5 } });
    assertThrows(() => optimizer.useAverages(), Error, "no update has been made yet");
    const courses: number[][] = [];
    for (const seed of [0, 1, 2]) {
      steps(optimizer, model, [seed]);
      courses.push(valuesOf(model.weights));
    }
    const [a, b, c] = courses as [number[], number[], number[]];
    const averages = a.map((value, i) => (value / 2 + b[i]! / 2) / 2 + c[i]! / 2);
    {
      using _averaged = optimizer.useAverages();
      assertAllClose(valuesOf(model.weights), averages);
      assertThrows(() => steps(optimizer, model, [3]), Error, "Cannot train while the model has");
    }
    assertEquals(valuesOf(model.weights), c);
    optimizer.adoptAverages();
    assertAllClose(valuesOf(model.weights), averages);
    model.dispose();
    using plain = train.sgd();
    assertThrows(() => plain.useAverages(), Error, "with the option ema");
  });

  it("a state that does not fit is refused, and nothing has changed", async () => {
    const model = linear();
    using optimizer = train.adam();
    steps(optimizer, model, [0]);
    const state = await stateOf(optimizer);
    const wrong = state.map((one) =>
      one.name.endsWith("kernel/velocity") ? { ...one, tensor: tf.ones([3, 2]) } : one
    );
    await assertRejects(() => optimizer.setWeights(wrong), RangeError, "has shape [2,3]");
    await assertRejects(
      () => optimizer.setWeights(state.slice(0, -1)),
      RangeError,
      "nothing was given for",
    );
    await assertRejects(() => optimizer.setWeights([]), RangeError, "the list is empty");
    assertEquals(optimizer.calls, 1);
    // One that has not begun finds out when it sees the weight.
    using fresh = train.adam();
    await fresh.setWeights(wrong);
    assertThrows(() => steps(fresh, model, [1]), RangeError, "kernel/velocity has shape");
    tf.dispose([...state, ...wrong].map(({ tensor }) => tensor));
    model.dispose();
  });

  it("variables say whose they are, and two optimizers of the same weights have their own", () => {
    const model = linear("layer");
    using one = train.adamW({ name: "generator" });
    using other = train.adamW({ name: "generator" });
    steps(one, model, [0]);
    steps(other, model, [0]);
    const { registeredVariables } = tf.engine().state;
    const names = Object.keys(registeredVariables).filter((name) => name.includes("velocity"));
    assertEquals(names, [
      "generator/layer/kernel/velocity",
      "generator/layer/bias/velocity",
      "generator/layer/kernel/velocity_1",
      "generator/layer/bias/velocity_1",
    ]);
    model.dispose();
  });

  it("counts past 2^31 are saved and restored", async () => {
    using optimizer = train.sgd();
    const tensor = tf.tensor1d([7, 5], "int32");
    await optimizer.setWeights([{ name: "iter", tensor }]);
    assertEquals(optimizer.iterations, 5 * 2 ** 31 + 7);
    const { tensor: saved } = await optimizer.saveIterations();
    assertEquals(valuesOf([saved]), [7, 5]);
    // As tfjs's own save it.
    const old = tf.scalar(12, "int32");
    await optimizer.setWeights([{ name: "iter", tensor: old }]);
    assertEquals(optimizer.iterations, 12);
    tf.dispose([tensor, saved, old]);
  });

  it("variables without a gradient are left alone, unknown ones refused", () => {
    const [used, unused] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))];
    using optimizer = train.adamW();
    optimizer.minimize(() => tf.square(used), false, [used, unused]);
    assertEquals(valuesOf([unused]), [2]);
    assert(valuesOf([used])[0]! < 1);
    const { name } = unused;
    tf.dispose([used, unused]);
    const tensor = tf.scalar(1);
    assertThrows(() => optimizer.applyGradients({ [name]: tensor }), Error, "there is none");
    tensor.dispose();
  });

  it("decays what its rule says", () => {
    const names = ["dense/kernel", "dense/bias", "batch_norm/gamma", "layernorm/w", "norm", "free"];
    const decayed = (decays: train.DecayRule) => {
      const variables = names.map((name) =>
        tf.tidy(() => tf.variable(tf.ones(name === "dense/kernel" ? [2, 2] : [2]), true, name))
      );
      using optimizer = train.sgd({ learningRate: 1, weightDecay: 0.5, decays });
      tf.tidy(() =>
        optimizer.applyGradients(
          variables.map((variable) => ({ name: variable.name, tensor: tf.zerosLike(variable) })),
        )
      );
      const found = names.filter((_, i) => valuesOf([variables[i]!])[0] === 0.5);
      tf.dispose(variables);
      return found;
    };
    assertEquals(decayed("weights"), ["dense/kernel", "free"]);
    assertEquals(decayed("matrices"), ["dense/kernel"]);
    assertEquals(decayed("all"), names);
    assertEquals(decayed(({ name }) => name === "norm"), ["norm"]);
  });

  it("refuses options without a meaning, in words", () => {
    const refused: [() => unknown, RegExp][] = [
      [
        () => train.adam({ learningRate: NaN }),
        /learningRate must be a finite number or a schedule/,
      ],
      [() => train.adam({ beta1: 1.5 }), /beta1 must be 0 to 1, current value is 1.5/],
      [() => train.sgd({ clipNorm: 1, clipValue: 1 }), /give one of clipNorm and clipValue only/],
      [() => train.sgd({ globalClipNorm: 0 }), /globalClipNorm must be greater than 0/],
      [() => train.sgd({ accumulationSteps: 0 }), /accumulationSteps must be a positive integer/],
      [() => train.sgd({ weightDecay: -1 }), /weightDecay must be 0 or more/],
      [() => train.sgd({ nonFinite: "stop" as "skip" }), /nonFinite must be pass or skip/],
      [() => train.adamW({ ema: { momentum: 2 } }), /ema.momentum must be 0 to 1/],
      [() => train.lion().learningRate = Infinity, /current value is Infinity/],
      [() => train.adamW({ decays: () => true }).getConfig(), /decays is a function/],
    ];
    for (const [make, message] of refused) {
      assertMatch(assertThrows(make, Error).message, message);
    }
  });

  it("works in LayersModel.fit and train.fit, and instanceof tells it from tfjs's", async () => {
    using optimizer = train.adamW({
      learningRate: train.schedules.cosine({ learningRate: 0.05, trainingSteps: 60 }),
      globalClipNorm: 1,
    });
    assert(optimizer instanceof tf.Optimizer);
    assert(optimizer instanceof train.Optimizer);
    assert(optimizer instanceof train.AdamW);
    assert(!(tf.train.sgd(0.1) instanceof train.Optimizer));
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    model.compile({ optimizer, loss: "meanSquaredError" });
    const x = batch(0, 8);
    const y = tf.sum(x, 1, true);
    const { history } = await model.fit(x, y, { epochs: 60, verbose: 0 });
    const losses = history.loss as number[];
    assert(losses.at(-1)! < losses[0]! / 10, `loss ${losses}`);
    assertEquals(optimizer.iterations, 60);
    using examples = new ArrayDataset(x, y);
    await train.fit(model, examples, { optimizer, epochs: 2, batchSize: 4, progress: false });
    assertEquals(optimizer.iterations, 64);
    model.dispose();
  });
});
