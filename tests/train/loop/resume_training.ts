/**
 * A training that is killed and goes on: `deno run -A resume_training.ts SCENARIO FOLDER`. It says
 * "training" when the first step is done, and in the end what it came to, as JSON.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { ArrayDataset } from "../../../src/data/array_dataset.ts";
import { from } from "../../../src/data/dataset/sources.ts";
import * as tf from "../../../src/engine/tf.ts";
import { adamW } from "../../../src/optim/optimizers/mod.ts";
import { cosine } from "../../../src/optim/schedules/mod.ts";
import { earlyStopping } from "../../../src/train/callbacks/early_stopping.ts";
import { reduceLrOnPlateau } from "../../../src/train/callbacks/reduce_lr_on_plateau.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";

/** What a training came to. */
export interface Outcome {
  /** Of all weights and of what the optimizer remembers. */
  readonly digest: string;
  /** Losses of the epochs. */
  readonly loss: readonly number[];
  /** Validation losses. */
  readonly valLoss: readonly number[];
  /** What the history warns of. */
  readonly warnings: readonly string[];
}

const SIZE = 192;

function rows(): { inputs: number[]; targets: number }[] {
  const noise = tf.randomNormal([SIZE, 6], 0, 1, "float32", 5);
  const values = noise.arraySync() as number[][];
  noise.dispose();
  return values.map((inputs) => ({
    inputs,
    targets: (inputs[0]! > 0 ? 1 : 0) + (inputs[1]! > 0 ? 1 : 0),
  }));
}

/** A model with all that has a state or draws numbers. */
export function model(): tf.Sequential {
  const initial = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    name: "resumed",
    layers: [
      tf.layers.dense({
        units: 24,
        inputShape: [6],
        activation: "relu",
        kernelInitializer: initial(1),
      }),
      tf.layers.batchNormalization({}),
      tf.layers.dropout({ rate: 0.25 }),
      tf.layers.dense({ units: 3, kernelInitializer: initial(2) }),
    ],
  });
}

/** Trainings by name: each with another way to read data, update weights and save. */
export const scenarios: Readonly<
  Record<string, (dir: string | undefined, more?: FitOptions) => Promise<Outcome>>
> = {
  async arrays(dir, more) {
    const all = rows();
    using points = new ArrayDataset(
      tf.tensor2d(all.map(({ inputs }) => inputs)),
      tf.tensor1d(all.map(({ targets }) => targets), "int32"),
    );
    const optimizer = tf.train.adam(0.01);
    const options = {
      epochs: 12,
      batchSize: 16,
      validationSplit: 0.25,
      callbacks: [reduceLrOnPlateau({ monitor: "valLoss", patience: 1, factor: 0.5 })],
      ...dir !== undefined && { checkpoints: { dir, everySteps: 4, best: "valLoss" } },
    };
    return await outcome(points, optimizer, options, more);
  },
  async stream(dir, more) {
    const examples = from(rows()).filter(({ inputs }) => inputs[2]! > -1.5).shuffle({
      seed: 3,
      bufferSize: 50,
    });
    const optimizer = adamW({
      learningRate: cosine({ learningRate: 0.02, warmupSteps: 10, trainingSteps: 70 }),
      globalClipNorm: 1,
      ema: { momentum: 0.9 },
    });
    const options = {
      epochs: 10,
      batchSize: 10,
      validationData: from(rows()).take(60),
      gradientAccumulationSteps: 3,
      callbacks: [earlyStopping({ monitor: "valLoss", patience: 3, restoreBestWeights: true })],
      ...dir !== undefined && { checkpoints: { dir, everySteps: 3, keep: 3 } },
    };
    return await outcome(examples, optimizer, options, more);
  },
};

async function outcome(
  data: Parameters<typeof fit>[1],
  optimizer: tf.Optimizer,
  own: FitOptions,
  more: FitOptions = {},
): Promise<Outcome> {
  const options = { ...own, ...more };
  const callbacks = [...own.callbacks ?? [], ...more.callbacks ?? []];
  const trained = model();
  const history = await fit(trained, data, {
    progress: false,
    optimizer,
    resume: options.checkpoints !== undefined,
    ...options,
    callbacks,
  });
  const hash = createHash("sha256");
  for (const weight of trained.getWeights()) hash.update(new Uint8Array(weight.dataSync().buffer));
  const remembered = (await optimizer.getWeights()).slice(1);
  for (const { tensor } of remembered.sort((a, b) => a.name < b.name ? -1 : 1)) {
    hash.update(new Uint8Array(tensor.dataSync().slice().buffer));
  }
  trained.dispose();
  optimizer.dispose();
  const { loss, valLoss, warnings } = history;
  return { digest: hash.digest("hex"), loss, valLoss, warnings };
}

if (import.meta.main) {
  await tf.ready();
  const [scenario, dir, pause] = Deno.args;
  let said = false;
  const result = await scenarios[scenario!]!(dir === "-" ? undefined : dir, {
    // Long enough to be killed in the middle.
    async onEpoch() {},
    callbacks: [{
      async onStepEnd() {
        if (!said) console.log("training");
        said = true;
        await new Promise((done) => setTimeout(done, Number(pause ?? 0)));
      },
    }],
  });
  console.log(JSON.stringify(result));
}
