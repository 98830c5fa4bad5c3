import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { from, fromGenerator } from "../../../src/data/dataset/sources.ts";
import * as tf from "../../../src/engine/tf.ts";
import { earlyStopping } from "../../../src/train/callbacks/early_stopping.ts";
import { learningRateScheduler } from "../../../src/train/callbacks/learning_rate_scheduler.ts";
import { monitored } from "../../../src/train/callbacks/monitor.ts";
import { reduceLrOnPlateau } from "../../../src/train/callbacks/reduce_lr_on_plateau.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";
import { sgd } from "../../../src/optim/optimizers/mod.ts";

/** Trains a weight that moves by 1 each epoch; its validation loss is as `losses` say. */
async function trained(losses: readonly number[], options: FitOptions) {
  const weight = tf.tidy(() => tf.variable(tf.scalar(0)));
  const table = tf.tensor1d([...losses, NaN]);
  using optimizer = sgd({ learningRate: 1 });
  const model = {
    variables: [weight],
    loss(_: unknown, { training }: { training: boolean }) {
      if (training) return tf.neg(weight);
      const at = tf.cast(tf.sub(tf.reshape(weight, [1]), 1), "int32") as tf.Tensor1D;
      return { sum: tf.sum(tf.gather(table, at)), count: 1 };
    },
  };
  const rows = from([{ inputs: 0 }]);
  const history = await fit(model, rows, {
    epochs: losses.length,
    validationData: rows,
    optimizer,
    progress: false,
    jit: false,
    ...options,
  });
  const [value] = await weight.data();
  tf.dispose([weight, table]);
  return { history, value, rate: optimizer.learningRate };
}

describe("callbacks", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("earlyStopping() ends after `patience` measures that are no better, as Keras' does", async () => {
    const losses = [5, 4, 4.5, 4.2, 3, 3, 3, 3];
    const run = async (options: Parameters<typeof earlyStopping>[0]) => {
      const { history, value } = await trained(losses, { callbacks: [earlyStopping(options)] });
      return [history.epoch.length, value];
    };
    assertEquals(await run({}), [3, 3]);
    assertEquals(await run({ patience: 2 }), [4, 4]);
    assertEquals(await run({ patience: 3 }), [8, 8]);
    assertEquals(await run({ patience: 3, restoreBestWeights: true }), [8, 5]);
    assertEquals(await run({ patience: 2, restoreBestWeights: true }), [4, 2]);
    assertEquals(await run({ patience: 1, minDelta: 1.5 }), [2, 2]);
    assertEquals(await run({ mode: "max" }), [2, 2]);
    assertEquals(await run({ startFromEpoch: 3, patience: 1 }), [6, 6]);
    assertEquals(await run({ monitor: "val_loss" }), [3, 3]);
    // What is better ends nothing, also where it is not yet as good as the baseline.
    assertEquals(await run({ baseline: 3.5 }), [3, 3]);
    assertEquals(await run({ baseline: 3.5, patience: 3 }), [3, 3]);
    assertEquals(await run({ baseline: 3.5, patience: 4 }), [4, 4]);
    assertEquals(await run({ baseline: 3.5, patience: 5 }), [8, 8]);
  });

  it("callbacks that watch evaluations are refused where none are made", async () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(0)));
    const model = { variables: [weight], loss: () => tf.square(weight) };
    for (const make of [earlyStopping, reduceLrOnPlateau]) {
      await assertRejects(
        () => fit(model, from([{ inputs: 0 }]), { callbacks: [make()], progress: false }),
        TypeError,
        "needs evaluations, and none are made",
      );
    }
    weight.dispose();
  });

  it("callbacks serve for one training after the other, each time anew", async () => {
    const losses = [5, 4, 4.5];
    const callbacks = [
      earlyStopping({ patience: 1, restoreBestWeights: true }),
      reduceLrOnPlateau({ patience: 0, factor: 0.5 }),
    ];
    for (let run = 0; run < 2; run++) {
      const { history, value, rate } = await trained(losses, { callbacks });
      assertEquals([history.epoch.length, value, rate], [3, 2, 0.5]);
    }
    const worse = await trained([9, 9], { callbacks });
    assertEquals([worse.history.epoch.length, worse.value], [2, 1]);
  });

  it("earlyStopping() watches from the first epoch on where nobody knows how long it is", async () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(0)));
    const model = {
      variables: [weight],
      loss: (_: unknown, { training }: { training: boolean }) => training ? tf.neg(weight) : weight,
    };
    using optimizer = sgd({ learningRate: 1 });
    const rows = fromGenerator(function* () {
      for (let i = 0; i < 2; i++) yield { inputs: i };
    });
    const epochs: number[] = [];
    const { epoch } = await fit(model, rows, {
      optimizer,
      batchSize: 1,
      epochs: 5,
      validationData: rows,
      callbacks: [
        earlyStopping({ patience: 1, restoreBestWeights: true }),
        { onEpochEnd: ({ state }) => epochs.push(state.epoch) },
      ],
      progress: false,
    });
    assertEquals([epoch, epochs], [[1, 2], [1, 2]]);
    assertEquals(weight.dataSync()[0], 2);
    weight.dispose();
  });

  it("learningRateScheduler() goes on within an epoch with the rate it had", () => {
    const scheduler = learningRateScheduler((_, rate) => rate / 2);
    const event = (epoch: number, optimizer: tf.Optimizer) =>
      ({ state: { epoch }, optimizer }) as never;
    using before = sgd({ learningRate: 1 });
    scheduler.onEpochBegin!(event(1, before));
    const again = learningRateScheduler((_, rate) => rate / 2);
    again.restore!(scheduler.snapshot!());
    // Of a stream nobody knows how much of the epoch is done.
    again.onEpochBegin!(event(1, before));
    assertEquals(before.learningRate, 0.5);
    again.onEpochBegin!(event(2, before));
    assertEquals(before.learningRate, 0.25);
  });

  it("earlyStopping() names what is measured where it is told to watch something else", async () => {
    const callbacks = [earlyStopping({ monitor: "valAccuracy" })];
    await assertRejects(() => trained([1], { callbacks }), RangeError, "measured are loss");
  });

  it("reduceLrOnPlateau() and learningRateScheduler() set the optimizer's rate", async () => {
    const plateau = reduceLrOnPlateau({ patience: 0, factor: 0.5 });
    // The weight moves by the rate, so that the second loss is looked up twice.
    assertEquals((await trained([2, 3], { callbacks: [plateau] })).rate, 0.5);
    // 9.8 is better than 10 by 0.2, whatever share of it that is.
    for (const [minDelta, rate] of [[0.1, 1], [0.3, 0.5]] as const) {
      const callbacks = [reduceLrOnPlateau({ patience: 0, factor: 0.5, minDelta })];
      assertEquals((await trained([10, 9.8], { callbacks })).rate, rate);
    }
    assertThrows(() => reduceLrOnPlateau({ minDelta: 1, threshold: 1 }), TypeError, "not both");
    const scheduled = learningRateScheduler((epoch, rate) => epoch < 2 ? rate : rate / 4);
    assertEquals((await trained([1, 1, 1], { callbacks: [scheduled] })).rate, 0.25);
  });

  it("measures are understood by the names of Keras, of Hugging Face and ours", () => {
    for (const name of ["valLoss", "val_loss", "eval_loss"]) {
      assertEquals(monitored(name), {
        part: "validation",
        measure: "loss",
        greaterIsBetter: false,
      });
    }
    assertEquals(monitored("val_accuracy").greaterIsBetter, true);
    assertEquals(monitored("accuracy").part, "training");
    assertEquals(monitored("value").measure, "value");
    assertEquals(monitored("loss", true).greaterIsBetter, true);
  });
});
