/**
 * Training.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../core/require_options.ts";
import type { ArrayDataset } from "../data/array_dataset.ts";
import type { Dataset } from "../data/dataset/dataset.ts";
import type * as tf from "../engine/tf.ts";
import type { TextTarget } from "../io/standard_stream.ts";
import type { CompileOptions } from "./compiled_step.ts";
import type { EpochRecord, History } from "./history.ts";
import type { AnyModel } from "./loop/assemble.ts";
import type { TrainCallback } from "./loop/events.ts";
import type { ClipOptions } from "./loop/gradient_window.ts";
import { trainModel } from "./loop/train_model.ts";
import type { Tracker } from "./loop/training_options.ts";
import type { ObjectiveOptions } from "./objective.ts";

/** Where checkpoints of a training are, and when they are written. */
export interface FitCheckpoints {
  /** The folder; it is made when the first checkpoint is. */
  readonly dir: string;
  /** Updates from one to the next. */
  readonly everySteps?: number;
  /** Whether one is written after each epoch; true unless told or `everySteps` is. */
  readonly everyEpoch?: boolean;
  /** How many of the newest are kept; 2 unless told. */
  readonly keep?: number;
  /**
   * The measure of the validation data whose best checkpoint is kept besides, such as `"valLoss"`; none
   * unless told. Each that is better than all before gets a checkpoint.
   */
  readonly best?: string;
}

/** How a model is trained. */
export interface FitOptions extends ObjectiveOptions, CompileOptions, ClipOptions {
  /** How often all examples are seen; 1 unless told. */
  readonly epochs?: number;
  /** Examples per step; 32 unless told. It does not count where the data set is of batches. */
  readonly batchSize?: number;
  /** Share of the examples, the last ones, that only validate; 0 unless told. */
  readonly validationSplit?: number;
  /** Examples that only validate. */
  readonly validationData?: ArrayDataset | Dataset<unknown>;
  /** Whether each epoch has another order; true unless told. Streams stay in theirs. */
  readonly shuffle?: boolean;
  /**
   * Instead of the one the model is compiled with, else Adam with a learning rate of 0.001. One that keeps
   * averages of the weights lends them to evaluations; the model has its own weights in the end, until
   * `adoptAverages()`.
   */
  readonly optimizer?: tf.Optimizer;
  /** Decides the order of the examples and the random numbers of layers; 0 unless told. */
  readonly seed?: number;
  /**
   * Batches whose gradients make one update, as one large batch would; 1 unless told. Where those of one
   * overflow in float16 the update is left out, and the next begins empty.
   */
  readonly gradientAccumulationSteps?: number;
  /**
   * Parts of each batch that are trained side by side, 1 unless told; see `jit.dataParallel` for when
   * that is faster. Sums of losses are over the whole batch; batch norm sees each part as a batch.
   */
  readonly replicas?: number;
  /**
   * What the examples of each class count in training, by its number (1 where it is not named), or
   * `"balanced"`: each class as much as the others. One output that says yes or no is of classes 1 and 0.
   */
  readonly classWeight?: Readonly<Record<number, number>> | "balanced";
  /**
   * What each example counts, in a data set in memory, also where it validates; in others examples have
   * `weights`.
   */
  readonly sampleWeight?: ArrayLike<number>;
  /** Share of each target that goes to all classes alike, in validation as well; 0 unless told. */
  readonly labelSmoothing?: number;
  /** What a loss that is NaN or infinite does; "throw" unless told. */
  readonly onNaN?: "throw" | "stop" | "ignore";
  /** Who is told of what happens, and may end it. */
  readonly callbacks?: readonly TrainCallback[];
  /** Who gets the numbers of each epoch, and of each `loggingSteps` updates. They stay open. */
  readonly trackers?: readonly Tracker[];
  /** Updates from one log to the next; each epoch is logged unless told. */
  readonly loggingSteps?: number;
  /** Where checkpoints are written; nowhere unless told. A folder that has some wants `resume`. */
  readonly checkpoints?: FitCheckpoints;
  /** Whether it goes on from the newest whole checkpoint, if there is one; false unless told. */
  readonly resume?: boolean;
  /**
   * Ends training after the step under way; the model keeps what it learnt. In a notebook the Stop
   * button does unless told.
   */
  readonly signal?: AbortSignal;
  /**
   * Whether the training is shown, or where else its lines go; true unless told: in a notebook as bars
   * and a chart, in the end the chart alone; otherwise on stderr, in a terminal as bars, elsewhere a
   * line per epoch (of more than 20 at most two a second).
   */
  readonly progress?: boolean | TextTarget;
  /** Told after each epoch. */
  readonly onEpoch?: (record: EpochRecord) => void;
}

const FIT_OPTIONS: OptionNames<FitOptions> = {
  epochs: true,
  batchSize: true,
  validationSplit: true,
  validationData: true,
  shuffle: true,
  optimizer: true,
  seed: true,
  gradientAccumulationSteps: true,
  replicas: true,
  classWeight: true,
  sampleWeight: true,
  labelSmoothing: true,
  onNaN: true,
  callbacks: true,
  trackers: true,
  loggingSteps: true,
  checkpoints: true,
  resume: true,
  signal: true,
  progress: true,
  onEpoch: true,
  loss: true,
  metrics: true,
  jit: true,
  clipNorm: true,
  globalClipNorm: true,
  clipValue: true,
};

/**
 * Trains a model on a data set.
 *
 * Each epoch takes the training part in another random order, decided by the seed. A model that is not
 * compiled gets Adam and, for class numbers, the sparse categorical cross entropy **from logits**, so
 * its last layer shall have no softmax. A compiled model stays as it is compiled: another loss or
 * optimizer counts for this call.
 *
 * A training is decided by its seed to the last bit, also one that was killed and went on from its
 * newest checkpoint.
 *
 * @param model A model with one input and one output, whose dispose() also frees the optimizer that
 *   fit made; or variables and a loss of your own. It learns in place.
 * @param dataset The examples, in memory, or read while it is trained on: `{ inputs, targets }` and
 *   perhaps `weights`, or batches of them. They stay the caller's.
 * @param options Epochs, batch size, validation and the rest.
 * @returns Loss and metrics of each whole epoch.
 * @throws {TypeError} When model and data set do not fit together, or there is no default loss.
 * @throws {RangeError} When a number is out of range, or a target is no class of the model.
 * @throws {NonFiniteLossError} When a loss is NaN or infinite, unless `onNaN` says otherwise.
 * @throws {CheckpointError} When several checkpoints in a row could not be written.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(
 *   tf.tensor2d([[0, 1], [1, 0], [0, 2], [2, 0]]),
 *   tf.tensor1d([0, 1, 0, 1], "int32"),
 * );
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
 * const optimizer = tf.train.adam(0.1);
 * const history = await train.fit(model, points, { epochs: 20, optimizer, progress: false });
 * assert(history.loss[19]! < history.loss[0]!);
 * model.dispose();
 * optimizer.dispose();
 * ```
 */
export async function fit(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  options: FitOptions = {},
): Promise<History> {
  requireOptions("Cannot fit", options, FIT_OPTIONS);
  const { history } = await trainModel(model, dataset, options, { verb: "Cannot fit" });
  return history;
}
