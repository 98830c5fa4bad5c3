/**
 * How a `Trainer` trains, in the words of Hugging Face's `TrainingArguments`.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { TextTarget } from "../../core/text_target.ts";
import type { CompileOptions } from "../compiled_step.ts";
import type { Tracker } from "../loop/training_options.ts";
import type { SchedulerType } from "./scheduler.ts";

/** When something is done. */
export type Strategy = "no" | "steps" | "epoch";

/** Arguments of a training; names and defaults are those of Hugging Face's `TrainingArguments`. */
export interface TrainingArguments extends CompileOptions {
  /** Where checkpoints are written; without it there are none. */
  readonly outputDir?: string;
  /** Passes over the data, also a part of one; 3 unless told. */
  readonly numTrainEpochs?: number;
  /** Updates in all, in place of `numTrainEpochs`; -1, unless told, for none. */
  readonly maxSteps?: number;
  /** Examples per batch; 8 unless told. */
  readonly perDeviceTrainBatchSize?: number;
  /** Examples per batch of an evaluation; 8 unless told. */
  readonly perDeviceEvalBatchSize?: number;
  /** Batches in an update; 1 unless told. */
  readonly gradientAccumulationSteps?: number;
  /** The learning rate after the warm-up; 5e-5 unless told. */
  readonly learningRate?: number;
  /** How the learning rate goes on; "linear" unless told. */
  readonly lrSchedulerType?: SchedulerType;
  /** What else that schedule takes, such as `minLr`. */
  readonly lrSchedulerKwargs?: Readonly<Record<string, number | string | boolean>>;
  /** Updates of the warm-up, or below 1 its share of all; 0 unless told. */
  readonly warmupSteps?: number;
  /** Decay of weights, not of biases and norms; 0 unless told. */
  readonly weightDecay?: number;
  /** Of AdamW; 0.9 unless told. */
  readonly adamBeta1?: number;
  /** Of AdamW; 0.999 unless told. */
  readonly adamBeta2?: number;
  /** Of AdamW, as PyTorch adds it; 1e-8 unless told. */
  readonly adamEpsilon?: number;
  /** Greatest length of all gradients as one vector; 1 unless told, 0 for any. */
  readonly maxGradNorm?: number;
  /** Share of each target that goes to all classes alike; 0 unless told. */
  readonly labelSmoothingFactor?: number;
  /** Products in bfloat16; false unless told. */
  readonly bf16?: boolean;
  /** Products in float16, with the loss scaled; false unless told. */
  readonly fp16?: boolean;
  /** When numbers are logged; "steps" unless told. */
  readonly loggingStrategy?: Strategy;
  /** Updates from log to log, or below 1 their share of all; 500 unless told. */
  readonly loggingSteps?: number;
  /** Whether the first update is logged; false unless told. */
  readonly loggingFirstStep?: boolean;
  /** When the model is measured on `evalDataset`; "no" unless told. */
  readonly evalStrategy?: Strategy;
  /** Updates from one evaluation to the next, or their share; as `loggingSteps` unless told. */
  readonly evalSteps?: number;
  /** When checkpoints are written; "steps" with an `outputDir`, unless told. */
  readonly saveStrategy?: Strategy;
  /** Updates from one checkpoint to the next, or their share; 500 unless told. */
  readonly saveSteps?: number;
  /** How many of the newest checkpoints are kept, the best besides; all unless told. */
  readonly saveTotalLimit?: number;
  /**
   * Whether the model has the weights of its best checkpoint in the end, those that were evaluated: the
   * averages, where the optimizer keeps averages; false unless told.
   */
  readonly loadBestModelAtEnd?: boolean;
  /** What tells the best; "loss", that of the evaluation, unless told. */
  readonly metricForBestModel?: string;
  /** Whether larger is better; unless told it is for accuracies and not for losses. */
  readonly greaterIsBetter?: boolean;
  /** Decides the order of examples and random numbers of layers; 42 unless told. */
  readonly seed?: number;
  /** Whether `train()` goes on from the newest checkpoint, or the folder of the one to go on from. */
  readonly resumeFromCheckpoint?: boolean | string;
  /** Whether a last batch of fewer examples is left out; false unless told. */
  readonly dataloaderDropLast?: boolean;
  /** Who gets what is logged. */
  readonly reportTo?: readonly Tracker[];
  /** Whether the training is shown, or where else its lines go; as in `fit`. */
  readonly progress?: boolean | TextTarget;
}

const TRAINING_ARGUMENTS: OptionNames<TrainingArguments> = {
  outputDir: true,
  numTrainEpochs: true,
  maxSteps: true,
  perDeviceTrainBatchSize: true,
  perDeviceEvalBatchSize: true,
  gradientAccumulationSteps: true,
  learningRate: true,
  lrSchedulerType: true,
  lrSchedulerKwargs: true,
  warmupSteps: true,
  weightDecay: true,
  adamBeta1: true,
  adamBeta2: true,
  adamEpsilon: true,
  maxGradNorm: true,
  labelSmoothingFactor: true,
  bf16: true,
  fp16: true,
  loggingStrategy: true,
  loggingSteps: true,
  loggingFirstStep: true,
  evalStrategy: true,
  evalSteps: true,
  saveStrategy: true,
  saveSteps: true,
  saveTotalLimit: true,
  loadBestModelAtEnd: true,
  metricForBestModel: true,
  greaterIsBetter: true,
  seed: true,
  resumeFromCheckpoint: true,
  dataloaderDropLast: true,
  reportTo: true,
  progress: true,
  jit: true,
};

/** Defaults of Hugging Face. */
export const DEFAULTS = {
  numTrainEpochs: 3,
  maxSteps: -1,
  perDeviceTrainBatchSize: 8,
  perDeviceEvalBatchSize: 8,
  gradientAccumulationSteps: 1,
  learningRate: 5e-5,
  lrSchedulerType: "linear",
  lrSchedulerKwargs: {},
  warmupSteps: 0,
  weightDecay: 0,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamEpsilon: 1e-8,
  maxGradNorm: 1,
  labelSmoothingFactor: 0,
  bf16: false,
  fp16: false,
  loggingStrategy: "steps",
  loggingSteps: 500,
  loggingFirstStep: false,
  evalStrategy: "no",
  saveSteps: 500,
  loadBestModelAtEnd: false,
  metricForBestModel: "loss",
  seed: 42,
  dataloaderDropLast: false,
} as const satisfies TrainingArguments;

/** Arguments with their defaults. */
export type FullArguments =
  & TrainingArguments
  & { readonly [K in keyof typeof DEFAULTS]-?: NonNullable<TrainingArguments[K]> };

/**
 * Checks arguments and puts defaults in.
 *
 * @throws {RangeError | TypeError} When one has no meaning, or two contradict each other.
 */
export function fullArguments(args: TrainingArguments): FullArguments {
  requireOptions("Cannot train", args, TRAINING_ARGUMENTS);
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  const full: FullArguments = { ...DEFAULTS, ...given };
  const positive = [
    "numTrainEpochs",
    "perDeviceTrainBatchSize",
    "perDeviceEvalBatchSize",
    "gradientAccumulationSteps",
    "loggingSteps",
    "evalSteps",
    "saveSteps",
  ] as const;
  for (const name of positive) {
    const value = full[name];
    if (value === undefined || value > 0) continue;
    throw new RangeError(
      `Cannot train: ${name} must be greater than 0, current value is ${full[name]}`,
    );
  }
  if (full.bf16 && full.fp16) {
    throw new TypeError("Cannot train: give bf16 or fp16, not both");
  }
  const { saveStrategy, outputDir, loadBestModelAtEnd } = full;
  if (saveStrategy !== undefined && saveStrategy !== "no" && outputDir === undefined) {
    throw new TypeError(`Cannot train: saveStrategy "${saveStrategy}" needs an outputDir`);
  }
  if (loadBestModelAtEnd && (outputDir === undefined || full.evalStrategy === "no")) {
    throw new TypeError(
      "Cannot train: loadBestModelAtEnd needs an outputDir and an evalStrategy, which tell the best",
    );
  }
  return full;
}
