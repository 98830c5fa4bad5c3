import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { from, fromGenerator } from "../../../src/data/dataset/sources.ts";
import * as tf from "../../../src/engine/tf.ts";
import { adam } from "../../../src/optim/optimizers/mod.ts";
import { readSafetensors } from "../../../src/io/safetensors/safetensors.ts";
import { CheckpointStore } from "../../../src/train/checkpoint/checkpoint_store.ts";
import type { EventName, TrainCallback } from "../../../src/train/loop/events.ts";
import { Trainer } from "../../../src/train/trainer/trainer.ts";
import type { TrainingArguments } from "../../../src/train/trainer/training_arguments.ts";
import { blobs, classifier } from "../blobs.ts";
import { inFolder } from "../../in_folder.ts";

interface Case {
  readonly args: TrainingArguments;
  readonly events: readonly string[];
}
const golden = JSON.parse(
  await Deno.readTextFile(new URL("../../parity/train/trainer_events.json", import.meta.url)),
) as { readonly cases: readonly Case[] };

const rows = (count: number) =>
  from(Array.from({ length: count }, (_, i) => ({ inputs: [i], targets: [2 * i] })));

function line(): tf.Sequential {
  return tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" })],
  });
}

/** A callback that writes down what it is told. */
function recorder(names: readonly string[]): { told: string[]; callback: TrainCallback } {
  const told: string[] = [];
  const callback = Object.fromEntries(names.map((name) => [
    name,
    ({ state }: { state: { globalStep: number } }) => told.push(`${name} ${state.globalStep}`),
  ])) as Partial<Record<EventName, () => void>>;
  return { told, callback };
}

describe("Trainer", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  const names = [
    ...new Set(golden.cases.flatMap(({ events }) => events.map((e) => e.split(" ")[0]!))),
  ];
  golden.cases.forEach(({ args, events }, i) => {
    it(`train() tells events in the order of transformers' Trainer, case ${i + 1}`, () =>
      inFolder(async (outputDir) => {
        const { told, callback } = recorder(names);
        const model = line();
        const trainer = new Trainer({
          model,
          args: {
            perDeviceTrainBatchSize: 4,
            perDeviceEvalBatchSize: 4,
            progress: false,
            outputDir,
            ...args,
          },
          trainDataset: rows(18),
          evalDataset: rows(6),
          loss: tf.metrics.meanSquaredError,
          callbacks: [callback],
        });
        await trainer.train();
        assertEquals(told, [...events]);
        model.dispose();
      }));
  });

  it("train() follows the schedule, and logs loss and rate to trackers", async () => {
    const logs: { values: Readonly<Record<string, number>>; step: number }[] = [];
    const model = line();
    const trainer = new Trainer({
      model,
      args: {
        numTrainEpochs: 2,
        learningRate: 0.1,
        warmupSteps: 0.2,
        loggingSteps: 1,
        progress: false,
        reportTo: [{ log: (values, step) => logs.push({ values, step }), close() {} }],
      },
      trainDataset: rows(40),
      loss: tf.metrics.meanSquaredError,
    });
    const { globalStep, history } = await trainer.train();
    assertEquals(globalStep, 10);
    assertEquals(history.epoch, [1, 2]);
    assertEquals(logs.map(({ step }) => step), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]);
    // The rate of the next update: up in two steps, then down to 0.
    const rates = logs.slice(0, 10).map(({ values }) => values.learningRate!);
    [0.05, 0.1, 0.0875, 0.075, 0.0625, 0.05, 0.0375, 0.025, 0.0125, 0].forEach((rate, i) =>
      assertAlmostEquals(rates[i]!, rate, 1e-12)
    );
    // The logs of an epoch are its record: the loss since the log before.
    const losses = logs.slice(0, 5).map(({ values }) => values.loss!);
    assertAlmostEquals(losses.reduce((a, b) => a + b) / 5, history.loss[0]!, 1e-3);
    model.dispose();
  });

  it("train() goes on from its newest checkpoint, or the one that is named", () =>
    inFolder(async (outputDir) => {
      using points = blobs(48);
      const train = async (args: TrainingArguments, callbacks: TrainCallback[] = []) => {
        const model = classifier();
        const trainer = new Trainer({
          model,
          args: { learningRate: 0.01, progress: false, ...args },
          trainDataset: points,
          evalDataset: points,
          callbacks,
        });
        const { globalStep } = await trainer.train();
        const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
        model.dispose();
        return { globalStep, weights };
      };
      const whole = await train({});
      const saving = { outputDir, saveSteps: 5, saveTotalLimit: 9 };
      await train(saving, [{
        onStepEnd: ({ control, state }) => {
          if (state.globalStep === 11) control.shouldTrainingStop = true;
        },
      }]);
      assertEquals(await new CheckpointStore(outputDir).steps(), [5, 10, 11]);
      for (const resumeFromCheckpoint of [true, `${outputDir}/checkpoint-5`]) {
        const { weights, globalStep } = await train({ ...saving, resumeFromCheckpoint });
        assertEquals(globalStep, 18);
        assertEquals(weights, whole.weights);
      }
    }));

  /** A training that goes past its best, and what its evaluations came to. */
  async function pastItsBest(args: TrainingArguments, optimizer?: tf.Optimizer) {
    const model = line();
    const scores: number[] = [];
    const trainer = new Trainer({
      model,
      args: {
        lrSchedulerType: "constant",
        saveTotalLimit: 1,
        loadBestModelAtEnd: true,
        progress: false,
        ...args,
      },
      trainDataset: rows(8),
      evalDataset: rows(8),
      loss: tf.metrics.meanSquaredError,
      callbacks: [{ onEvaluate: ({ measured }) => scores.push(measured.loss) }],
      ...optimizer && { optimizer },
    });
    const { best } = await trainer.train();
    assertEquals(best?.score, Math.min(...scores));
    assert(scores.at(-1)! > best!.score, `${scores}`);
    const { evalLoss } = await trainer.evaluate();
    assertAlmostEquals(evalLoss!, best!.score, 1e-4);
    return { trainer, best: best!, [Symbol.dispose]: () => model.dispose() };
  }
  const everyEpoch = { evalStrategy: "epoch", saveStrategy: "epoch", numTrainEpochs: 6 } as const;

  it("train() ends with the best model where it is told so, and saveModel() writes it", () =>
    inFolder(async (outputDir) => {
      using run = await pastItsBest({ outputDir, learningRate: 3, ...everyEpoch });
      await run.trainer.saveModel(`${outputDir}/model.safetensors`);
      const { arrays } = readSafetensors(await Deno.readFile(`${outputDir}/model.safetensors`));
      assertEquals(Object.values(arrays).map(({ shape }) => shape), [[1], [1, 1]]);
    }));

  it("train() ends with the best model also where evaluations come between checkpoints", () =>
    inFolder(async (outputDir) => {
      using run = await pastItsBest({
        outputDir,
        maxSteps: 20,
        learningRate: 0.5,
        evalStrategy: "steps",
        evalSteps: 3,
        saveSteps: 10,
      });
      assert(run.best.step % 10 !== 0);
    }));

  it("train() ends with the averages of weights that were the best, where these are kept", () =>
    inFolder(async (outputDir) => {
      using optimizer = adam({ learningRate: 3, ema: { momentum: 0.5 } });
      using _run = await pastItsBest({ outputDir, ...everyEpoch }, optimizer);
    }));

  it("train() keeps what was learnt where the best checkpoint is damaged, and says so", () =>
    inFolder(async (outputDir) => {
      const model = line();
      const trainer = new Trainer({
        model,
        args: {
          outputDir,
          maxSteps: 4,
          learningRate: 0.5,
          evalStrategy: "steps",
          evalSteps: 2,
          saveStrategy: "no",
          loadBestModelAtEnd: true,
          progress: false,
        },
        trainDataset: rows(8),
        evalDataset: rows(8),
        loss: tf.metrics.meanSquaredError,
        callbacks: [{
          onSave: async ({ state }) => {
            const file = `${outputDir}/checkpoint-${state.globalStep}/model.safetensors`;
            const before = performance.now();
            while (!await Deno.stat(file).then(() => true, () => false)) {
              assert(performance.now() - before < 10_000, "no checkpoint was written");
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
            await Deno.truncate(file, 10);
          },
        }],
      });
      const { history, globalStep } = await trainer.train();
      assertEquals(globalStep, 4);
      assertMatch(
        history.warnings.join(),
        /the model keeps its last weights: .*model\.safetensors/,
      );
      model.dispose();
    }));

  it("evaluate() measures what evaluations in training do, with smoothed labels as well", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] })] });
    const points = from([0, 1, 1].map((targets) => ({ inputs: [targets], targets })));
    const seen: number[] = [];
    const trainer = new Trainer({
      model,
      args: {
        maxSteps: 3,
        learningRate: 1,
        labelSmoothingFactor: 0.3,
        evalStrategy: "steps",
        evalSteps: 3,
        progress: false,
      },
      trainDataset: points,
      evalDataset: points,
      callbacks: [{ onEvaluate: ({ measured }) => seen.push(measured.loss) }],
    });
    await trainer.train();
    assertAlmostEquals((await trainer.evaluate()).evalLoss!, seen.at(-1)!, 1e-6);
    model.dispose();
  });

  it("train() takes shares of all updates for steps, and folders of its outputDir alone", () =>
    inFolder(async (outputDir) => {
      const model = line();
      const make = () =>
        new Trainer({
          model,
          args: {
            outputDir,
            maxSteps: 10,
            loggingSteps: 0.25,
            saveSteps: 0.5,
            progress: false,
          },
          trainDataset: rows(8),
          loss: tf.metrics.meanSquaredError,
        });
      const { logHistory } = await make().train();
      assertEquals(logHistory.map(({ step }) => step), [3, 6, 9, 10]);
      await assertRejects(
        () => make().train({ resumeFromCheckpoint: "elsewhere/checkpoint-5" }),
        RangeError,
        "wanted a folder checkpoint-… in outputDir",
      );
      const again = await make().train({ resumeFromCheckpoint: `${outputDir}/checkpoint-5/` });
      assertEquals(again.globalStep, 10);
      model.dispose();
    }));

  it("train() takes 16-bit products, with windows of gradients", async () => {
    using points = blobs(48);
    for (const precision of [{ bf16: true }, { fp16: true }]) {
      const model = classifier();
      const trainer = new Trainer({
        model,
        args: {
          ...precision,
          learningRate: 0.05,
          numTrainEpochs: 6,
          gradientAccumulationSteps: 2,
          progress: false,
        },
        trainDataset: points,
      });
      const { history } = await trainer.train();
      assert(history.loss.at(-1)! < history.loss[0]! / 2, `${history.loss}`);
      model.dispose();
    }
  });

  it("train() lowers the rate on a plateau", async () => {
    const rates: number[] = [];
    const model = line();
    const trainer = new Trainer({
      model,
      args: {
        learningRate: 1e-9,
        numTrainEpochs: 4,
        lrSchedulerType: "reduce_lr_on_plateau",
        lrSchedulerKwargs: { patience: 0, factor: 0.5, epsilon: 0 },
        evalStrategy: "epoch",
        progress: false,
      },
      trainDataset: rows(8),
      evalDataset: rows(8),
      loss: (targets, outputs) => tf.mul(tf.metrics.meanSquaredError(targets, outputs), 0),
      callbacks: [{
        onEpochRecord: ({ optimizer }) =>
          rates.push((optimizer as unknown as { learningRate: number }).learningRate),
      }],
    });
    await trainer.train();
    assertEquals(rates, [1e-9, 5e-10, 2.5e-10, 1.25e-10]);
    model.dispose();
  });

  it("a Trainer refuses arguments without a meaning, or that contradict each other", async () => {
    const model = line();
    const make = (args: TrainingArguments, more = {}) =>
      new Trainer({ model, args: { progress: false, ...args }, trainDataset: rows(4), ...more });
    assertThrows(() => make({ numTrainEpochs: 0 }), RangeError, "numTrainEpochs");
    assertThrows(() => make({ bf16: true, fp16: true }), TypeError, "not both");
    assertThrows(() => make({ evalStrategy: "epoch" }), TypeError, "needs an evalDataset");
    assertThrows(() => make({ saveStrategy: "epoch" }), TypeError, "needs an outputDir");
    assertThrows(() => make({ loadBestModelAtEnd: true }), TypeError, "tell the best");
    const stream = fromGenerator(function* () {
      yield { inputs: [1], targets: [1] };
    });
    const loss = tf.metrics.meanSquaredError;
    await assertRejects(
      () => make({}, { trainDataset: stream, loss }).train(),
      RangeError,
      "maxSteps must say",
    );
    const { globalStep } = await make({ maxSteps: 3 }, { trainDataset: stream, loss }).train();
    assertEquals(globalStep, 3);
    const odd = { lrSchedulerType: "loud" as "linear" };
    await assertRejects(() => make(odd, { loss }).train(), RangeError, "lrSchedulerType must be");
    await assertRejects(() => make({}).evaluate(), TypeError, "give a data set");
    model.dispose();
  });
});
