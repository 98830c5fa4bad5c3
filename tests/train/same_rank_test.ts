import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../src/data/array_dataset.ts";
import { from } from "../../src/data/dataset/sources.ts";
import * as tf from "../../src/engine/tf.ts";
import { ClassAccuracy } from "../../src/metrics/streaming/class_metrics.ts";
import { binaryAccuracy } from "../../src/metrics/accuracy.ts";
import { binaryCrossentropy } from "../../src/nn/losses/binary_crossentropy.ts";
import { meanSquaredError } from "../../src/nn/losses/squared_error.ts";
import { sgd } from "../../src/optim/optimizers/mod.ts";
import { evaluate, type EvaluateOptions } from "../../src/train/evaluate.ts";
import { fit, type FitOptions } from "../../src/train/fit.ts";
import type { Trainable } from "../../src/train/loop/trainable.ts";
import { Trainer } from "../../src/train/trainer/trainer.ts";
import { sameRankShapes } from "../../src/train/same_rank.ts";
import { leavesNoTensors } from "./leaves_no_tensors.ts";

const INPUTS = [[1], [2], [3], [4]];
const YES = [0, 1, 0, 1];
const NUMBERS = [2, 4, 6, 9];

type Activation = "linear" | "sigmoid";

/** Answers x, or its sigmoid, `[batch, 1]`. */
function scaled(activation: Activation = "linear"): tf.Sequential {
  const kernelInitializer = "ones" as const;
  const layer = tf.layers.dense({ units: 1, inputShape: [1], activation, kernelInitializer });
  return tf.sequential({ layers: [layer] });
}

/** The same without an axis of its own, `[batch]`. */
function flat(): tf.Sequential {
  const model = scaled();
  model.add(tf.layers.reshape({ targetShape: [] }));
  return model;
}

/** Targets `[batch]` and `[batch, 1]`. */
function bothWays(targets: readonly number[], dtype: "float32" | "int32" = "float32") {
  const inputs = () => tf.tensor2d(INPUTS);
  const given = [...targets];
  return [
    new ArrayDataset(inputs(), tf.tensor1d(given, dtype)),
    new ArrayDataset(inputs(), tf.tensor2d(given, [given.length, 1], dtype)),
  ] as const;
}

async function evaluated(
  make: () => tf.Sequential,
  dataset: Parameters<typeof evaluate>[1],
  options: EvaluateOptions,
) {
  const model = make();
  const found = await evaluate(model, dataset, { batchSize: 3, ...options });
  model.dispose();
  return found;
}

async function trained(
  make: () => tf.Sequential,
  dataset: Parameters<typeof fit>[1],
  options: FitOptions,
) {
  const model = make();
  using optimizer = sgd({ learningRate: 0.01 });
  const more = { optimizer, epochs: 2, batchSize: 3, progress: false, ...options };
  const { loss } = await fit(model, dataset, more);
  model.dispose();
  return loss;
}

const REGRESSION = {
  loss: tf.metrics.meanSquaredError,
  metrics: { error: tf.metrics.meanAbsoluteError },
};
const BINARY = {
  loss: tf.metrics.binaryCrossentropy,
  metrics: {
    right: binaryAccuracy,
    tfjs: tf.metrics.binaryAccuracy,
    counted: new ClassAccuracy(),
  },
};

describe("targets of one number per example", () => {
  leavesNoTensors();

  for (const make of [scaled, flat]) {
    it(`evaluate() compares them one by one, with or without an axis (${make.name})`, async () => {
      const [plain, column] = bothWays(NUMBERS);
      for (const dataset of [plain, column]) {
        const { loss, metrics } = await evaluated(make, dataset, REGRESSION);
        assertAlmostEquals(loss, (1 + 4 + 9 + 25) / 4, 1e-5);
        assertAlmostEquals(metrics.error!, (1 + 2 + 3 + 5) / 4, 1e-5);
        dataset[Symbol.dispose]();
      }
    });

    it(`fit() learns the same from either (${make.name})`, async () => {
      const [plain, column] = bothWays(NUMBERS);
      const weighed = { sampleWeight: [1, 2, 3, 4], validationSplit: 0.25 };
      const ways: FitOptions[] = [REGRESSION, { loss: meanSquaredError }, {
        loss: meanSquaredError,
        ...weighed,
      }];
      for (const options of ways) {
        const own = await trained(make, plain, options);
        assertEquals(own, await trained(make, column, options));
      }
      plain[Symbol.dispose]();
      column[Symbol.dispose]();
    });
  }

  for (const dtype of ["float32", "int32"] as const) {
    it(`yes and no as ${dtype} are learnt and measured alike`, async () => {
      const [plain, column] = bothWays(YES, dtype);
      const make = () => scaled("sigmoid");
      const found = await evaluated(make, plain, BINARY);
      assertEquals(found, await evaluated(make, column, BINARY));
      assertEquals(found.metrics, { right: 0.5, tfjs: 0.5, counted: 0.5 });
      const expected = [1, 2, 3, 4].map((x, i) => Math.log(1 + Math.exp(YES[i] ? -x : x)));
      assertAlmostEquals(found.loss, expected.reduce((sum, one) => sum + one) / 4, 1e-4);
      const ways: FitOptions[] = [
        BINARY,
        { loss: binaryCrossentropy },
        { loss: binaryCrossentropy, labelSmoothing: 0.1, classWeight: { 0: 1, 1: 3 } },
      ];
      for (const options of ways) {
        assertEquals(await trained(make, plain, options), await trained(make, column, options));
      }
      plain[Symbol.dispose]();
      column[Symbol.dispose]();
    });
  }

  it("a compiled loss takes them too, of arrays and of a data set that is read", async () => {
    const compiled = () => {
      const model = scaled("sigmoid");
      model.compile({ optimizer: "sgd", loss: "binaryCrossentropy" });
      return model;
    };
    const [plain, column] = bothWays(YES);
    const rows = from(INPUTS.map((inputs, i) => ({ inputs, targets: YES[i]! })));
    const losses: number[] = [];
    for (const dataset of [plain, column, rows, rows.batch(3)]) {
      losses.push((await evaluated(compiled, dataset, {})).loss);
      const model = compiled();
      await fit(model, dataset, { progress: false });
      model.dispose();
    }
    for (const loss of losses) assertAlmostEquals(loss, losses[0]!, 1e-6);
    plain[Symbol.dispose]();
    column[Symbol.dispose]();
  });

  it("a Trainer takes them", async () => {
    const [plain, column] = bothWays(NUMBERS);
    const evalLoss: number[] = [];
    for (const trainDataset of [plain, column]) {
      const model = scaled();
      const args = { numTrainEpochs: 2, learningRate: 0.1, progress: false };
      const trainer = new Trainer({ model, trainDataset, args, loss: tf.metrics.meanSquaredError });
      await trainer.train();
      evalLoss.push((await trainer.evaluate(trainDataset)).evalLoss!);
      model.dispose();
    }
    assertEquals(evalLoss[0], evalLoss[1]);
    plain[Symbol.dispose]();
    column[Symbol.dispose]();
  });

  it("a model of one's own gets them as they are, and losses of nn compare them one by one", async () => {
    const [plain, column] = bothWays(NUMBERS);
    const weight = tf.tidy(() => tf.variable(tf.ones([1, 1])));
    const model: Trainable = {
      variables: [weight],
      loss: ({ inputs, targets }) =>
        meanSquaredError(targets, tf.matMul(inputs as tf.Tensor2D, weight)),
    };
    for (const dataset of [plain, column]) {
      const { loss } = await evaluate(model, dataset);
      assertAlmostEquals(loss, (1 + 4 + 9 + 25) / 4, 1e-5);
      dataset[Symbol.dispose]();
    }
    weight.dispose();
  });

  it("class numbers beside one score reach a loss of class numbers as before", async () => {
    using none = new ArrayDataset(tf.tensor2d(INPUTS), tf.tensor1d([0, 0, 0, 0], "int32"));
    const { loss, accuracy } = await evaluated(scaled, none, {});
    assertEquals({ loss, accuracy }, { loss: 0, accuracy: 1 });
  });

  it("other shapes that differ are refused", async () => {
    const wide = () => tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [1] })] });
    const compiled = (make: () => tf.Sequential) => () => {
      const model = make();
      model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
      return model;
    };
    const [plain, column] = bothWays(NUMBERS);
    using three = new ArrayDataset(tf.tensor2d(INPUTS), tf.zeros([4, 3]));
    const pairs = [[wide, plain], [wide, column], [scaled, three], [flat, three]] as const;
    for (const [make, dataset] of pairs) {
      const model = compiled(make)();
      await assertRejects(() => fit(model, dataset), TypeError, "reshape the targets");
      await assertRejects(() => evaluate(model, dataset), TypeError, "reshape the targets");
      await assertRejects(
        () => evaluate(model, dataset, { loss: meanSquaredError }),
        TypeError,
        "must have one shape",
      );
      model.dispose();
    }
    plain[Symbol.dispose]();
    column[Symbol.dispose]();
  });
});

Deno.test("sameRankShapes() adds a last axis of 1 where only that is missing", () => {
  const of = (targets: (number | null)[], outputs: (number | null)[]) => {
    const shapes = sameRankShapes(targets, outputs);
    return [shapes.targets, shapes.outputs];
  };
  assertEquals(of([8], [null, 1]), [[8, 1], [null, 1]]);
  assertEquals(of([8, 1], [null]), [[8, 1], [null, 1]]);
  assertEquals(of([8, 5], [null, 5, 1]), [[8, 5, 1], [null, 5, 1]]);
  assertEquals(of([8], [null, 3]), [[8], [null, 3]]);
  assertEquals(of([8, 3], [null]), [[8, 3], [null]]);
  assertEquals(of([8, 1], [null, 1]), [[8, 1], [null, 1]]);
  assertEquals(of([8], [null]), [[8], [null]]);
});
