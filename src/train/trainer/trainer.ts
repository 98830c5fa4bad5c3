/**
 * Training as Hugging Face's `Trainer` does it.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { writeSafetensors } from "../../io/safetensors/safetensors.ts";
import { replaceFile } from "../../io/replace_file.ts";
import type { ArrayDataset } from "../../data/array_dataset.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import type * as tf from "../../engine/tf.ts";
import { reduceLrOnPlateau } from "../callbacks/reduce_lr_on_plateau.ts";
import { monitored, scoreOf } from "../callbacks/monitor.ts";
import { CheckpointStore } from "../checkpoint/checkpoint_store.ts";
import { evaluate } from "../evaluate.ts";
import type { History } from "../history.ts";
import { type AnyModel, learnerFor } from "../loop/assemble.ts";
import type { Best, LogRecord, TrainCallback } from "../loop/events.ts";
import type { FlowRules } from "../loop/flow.ts";
import { toHost } from "../loop/host_copy.ts";
import { trainModel } from "../loop/train_model.ts";
import type { ObjectiveOptions } from "../objective.ts";
import { adamW } from "../../optim/optimizers/mod.ts";
import { scheduler } from "./scheduler.ts";
import {
  type FullArguments,
  fullArguments,
  type Strategy,
  type TrainingArguments,
} from "./training_arguments.ts";

/** What a `Trainer` is made of. */
export interface TrainerOptions extends ObjectiveOptions {
  /** A model of layers, or variables and a loss. */
  readonly model: AnyModel;
  /** How it is trained. */
  readonly args?: TrainingArguments;
  /** What it learns; the caller's. */
  readonly trainDataset: ArrayDataset | Dataset<unknown>;
  /** What it is measured on; the caller's. */
  readonly evalDataset?: ArrayDataset | Dataset<unknown>;
  /** Who is told of what happens. */
  readonly callbacks?: readonly TrainCallback[];
  /** In place of AdamW with the schedule that the arguments say; the caller's. */
  readonly optimizer?: tf.Optimizer;
}

const TRAINER_OPTIONS: OptionNames<TrainerOptions> = {
  model: true,
  args: true,
  trainDataset: true,
  evalDataset: true,
  callbacks: true,
  optimizer: true,
  loss: true,
  metrics: true,
};

/** What a training has come to. */
export interface TrainOutput {
  /** Updates in all. */
  readonly globalStep: number;
  /** The epochs. */
  readonly history: History;
  /** All logs. */
  readonly logHistory: readonly LogRecord[];
  /** The best evaluation, where checkpoints are written and evaluations made. */
  readonly best: Best | undefined;
}

/**
 * Trains a model with the arguments, the events and their order of Hugging Face's `Trainer`: AdamW with
 * PyTorch's epsilon, a linear schedule, gradients of length 1 at most. A window of accumulated batches
 * is divided by all its examples (or tokens), and the last one of an epoch may be shorter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * const rows = Array.from({ length: 32 }, (_, i) => ({ inputs: [i % 2, 1 - i % 2], targets: i % 2 }));
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
 * const trainer = new train.Trainer({
 *   model,
 *   args: { numTrainEpochs: 5, learningRate: 0.1, warmupSteps: 0.1, progress: false },
 *   trainDataset: data.from(rows),
 *   evalDataset: data.from(rows),
 * });
 * const { globalStep } = await trainer.train();
 * assertEquals(globalStep, 20);
 * assertEquals((await trainer.evaluate()).evalAccuracy, 1);
 * model.dispose();
 * ```
 */
export class Trainer {
  /** The arguments with their defaults. */
  readonly args: FullArguments;
  readonly #options: TrainerOptions;

  /**
   * Takes model, data and arguments; nothing is trained yet.
   *
   * @throws {RangeError | TypeError} When an argument has no meaning, or two contradict each other.
   */
  constructor(options: TrainerOptions) {
    requireOptions("Cannot train", options, TRAINER_OPTIONS);
    this.args = fullArguments(options.args ?? {});
    this.#options = options;
    if (this.args.evalStrategy !== "no" && options.evalDataset === undefined) {
      throw new TypeError(
        `Cannot train: evalStrategy "${this.args.evalStrategy}" needs an evalDataset`,
      );
    }
  }

  /**
   * Trains the model.
   *
   * @param options Whether it goes on from a checkpoint; as the arguments say unless told.
   * @returns How many updates it took, the logs and the epochs.
   * @throws {RangeError} When the number of updates is not known for the schedule: give `maxSteps` for
   *   data sets that do not know their size.
   */
  async train(
    options: Pick<TrainingArguments, "resumeFromCheckpoint"> = {},
  ): Promise<TrainOutput> {
    const { model, trainDataset, evalDataset, optimizer, ...given } = this.#options;
    const { args } = this;
    const resume = options.resumeFromCheckpoint ?? args.resumeFromCheckpoint ?? false;
    const plateau = args.lrSchedulerType === "reduce_lr_on_plateau" ? [this.#plateau()] : [];
    const best = args.evalStrategy === "no" ? undefined : this.#monitor();
    const store = this.#store(best?.greaterIsBetter ?? false);
    const { history, outcome } = await trainModel(model, trainDataset, {
      ...given.loss && { loss: given.loss },
      ...given.metrics && { metrics: given.metrics },
      ...optimizer && { optimizer },
      ...evalDataset && { validationData: evalDataset },
      ...args.progress !== undefined && { progress: args.progress },
      batchSize: args.perDeviceTrainBatchSize,
      gradientAccumulationSteps: args.gradientAccumulationSteps,
      labelSmoothing: args.labelSmoothingFactor,
      ...args.maxGradNorm > 0 && { globalClipNorm: args.maxGradNorm },
      seed: args.seed,
      jit: this.#jit(),
      callbacks: [...plateau, ...given.callbacks ?? []],
      trackers: args.reportTo ?? [],
      resume: resume !== false,
    }, {
      verb: "Cannot train",
      flow: (steps) => this.#flow(steps),
      epochs: (steps) => this.#epochs(steps),
      ...optimizer === undefined && { optimizer: (steps) => this.#optimizer(steps) },
      evalBatchSize: args.perDeviceEvalBatchSize,
      dropRemainder: args.dataloaderDropLast,
      evalPrefix: "eval",
      logsEnd: true,
      savesEnd: this.#saves !== "no",
      loadBest: args.loadBestModelAtEnd,
      ...store && { store },
      ...best && {
        best: {
          score: (measured) => scoreOf(best, measured),
          greaterIsBetter: best.greaterIsBetter,
        },
      },
      ...typeof resume === "string" && { resumeStep: stepOf(resume, args.outputDir) },
    });
    const { globalStep, logHistory } = outcome;
    return { globalStep, history, logHistory, best: outcome.best };
  }

  /**
   * Measures the model.
   *
   * @param dataset What it is measured on; `evalDataset` unless told.
   * @returns `evalLoss` and the metrics, named alike.
   */
  async evaluate(
    dataset: ArrayDataset | Dataset<unknown> | undefined = this.#options.evalDataset,
  ): Promise<Record<string, number>> {
    if (dataset === undefined) {
      throw new TypeError("Cannot evaluate: give a data set, here or as evalDataset");
    }
    const { model, loss, metrics } = this.#options;
    const { loss: evalLoss, metrics: measured } = await evaluate(model, dataset, {
      ...loss && { loss },
      ...metrics && { metrics },
      batchSize: this.args.perDeviceEvalBatchSize,
      labelSmoothing: this.args.labelSmoothingFactor,
    });
    const named = Object.entries(measured).map(([name, value]) => [
      `eval${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      value,
    ]);
    return { evalLoss, ...Object.fromEntries(named) };
  }

  /**
   * Writes the model's weights.
   *
   * @param path A file, `model.safetensors` say.
   */
  async saveModel(path: string): Promise<void> {
    const { model, trainDataset, ...options } = this.#options;
    const { learner } = await learnerFor(model, trainDataset, options);
    const weights = learner.weights.map((variable) => ({ name: variable.name, tensor: variable }));
    await replaceFile(path, writeSafetensors((await toHost(weights)).arrays));
  }

  #monitor() {
    const { metricForBestModel, greaterIsBetter } = this.args;
    const name = metricForBestModel.replace(/^eval_?(?=[A-Z]|(?<=_).)/, "");
    return monitored(name.slice(0, 1).toLowerCase() + name.slice(1), greaterIsBetter);
  }

  #plateau(): TrainCallback {
    const { metricForBestModel, lrSchedulerKwargs } = this.args;
    const monitor = /^eval/.test(metricForBestModel)
      ? metricForBestModel
      : `eval_${metricForBestModel}`;
    return reduceLrOnPlateau({ monitor, ...lrSchedulerKwargs });
  }

  #store(greaterIsBetter: boolean): CheckpointStore | undefined {
    const { outputDir, saveTotalLimit = Number.MAX_SAFE_INTEGER } = this.args;
    if (outputDir === undefined) return undefined;
    return new CheckpointStore(outputDir, { keep: saveTotalLimit, greaterIsBetter });
  }

  #jit() {
    const { jit = true, bf16, fp16 } = this.args;
    if (!bf16 && !fp16) return jit;
    if (jit === false) {
      throw new TypeError(
        "Cannot train with bf16 or fp16: that needs compiled steps, and jit is off",
      );
    }
    return { ...jit === true ? {} : jit, precision: bf16 ? "bfloat16" : "float16" } as const;
  }

  get #saves(): Strategy {
    return this.args.saveStrategy ?? (this.args.outputDir === undefined ? "no" : "steps");
  }

  /** Updates in all. */
  #maxSteps(stepsPerEpoch: number | undefined): number {
    const { maxSteps, numTrainEpochs } = this.args;
    if (maxSteps > 0) return maxSteps;
    if (stepsPerEpoch !== undefined) return Math.ceil(numTrainEpochs * stepsPerEpoch);
    throw new RangeError(
      "Cannot train: the data set does not know its size, so maxSteps must say how many updates",
    );
  }

  /** Passes over the data until then; for ever where nobody knows. */
  #epochs(stepsPerEpoch: number | undefined): number {
    return stepsPerEpoch === undefined
      ? Number.MAX_SAFE_INTEGER
      : Math.ceil(this.#maxSteps(stepsPerEpoch) / stepsPerEpoch);
  }

  #flow(stepsPerEpoch: number | undefined): FlowRules {
    const { args } = this;
    const { loggingSteps, evalSteps = loggingSteps, saveSteps } = args;
    const maxSteps = this.#maxSteps(stepsPerEpoch);
    const cadence = (strategy: Strategy, steps: number) => {
      if (strategy !== "steps") return strategy === "no" ? undefined : strategy;
      return steps < 1 ? Math.ceil(maxSteps * steps) : steps;
    };
    return {
      log: cadence(args.loggingStrategy, loggingSteps),
      logFirst: args.loggingFirstStep,
      evaluate: cadence(args.evalStrategy, evalSteps),
      save: cadence(this.#saves, saveSteps),
      maxSteps,
    };
  }

  #optimizer(stepsPerEpoch: number | undefined): tf.Optimizer {
    const { args } = this;
    const { learningRate, warmupSteps } = args;
    return adamW({
      learningRate: scheduler(
        args.lrSchedulerType,
        { learningRate, warmupSteps, trainingSteps: this.#maxSteps(stepsPerEpoch) },
        args.lrSchedulerKwargs,
      ),
      beta1: args.adamBeta1,
      beta2: args.adamBeta2,
      epsilon: args.adamEpsilon,
      correctedEpsilon: true,
      weightDecay: args.weightDecay,
    });
  }
}

/** The step of a checkpoint's folder in `outputDir`. */
function stepOf(path: string, outputDir: string | undefined): number {
  const [, folder, step] = path.match(/^(?:(.*)[/\\])?checkpoint-(\d+)[/\\]*$/) ?? [];
  const plain = (path: string) => path.replace(/^(\.[/\\])+/, "").replace(/[/\\]+$/, "");
  const own = folder === undefined || plain(folder) === plain(outputDir ?? folder);
  if (step !== undefined && own) return Number(step);
  throw new RangeError(
    `Cannot go on from "${path}": wanted a folder checkpoint-… in outputDir, "${outputDir}", or true ` +
      "for the newest",
  );
}
