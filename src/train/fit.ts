/**
 * Training.
 *
 * @module
 */
import { notebookSignal } from "../core/notebook_signal.ts";
import { ArrayDataset } from "../data/array_dataset.ts";
import type { Dataset } from "../data/dataset/dataset.ts";
import { balancedClassWeights } from "../data/sampling/resample.ts";
import * as tf from "../engine/tf.ts";
import type { TextTarget } from "../io/standard_stream.ts";
import { CheckpointStore } from "./checkpoint/checkpoint_store.ts";
import { checkPositiveInteger, checkSeed } from "./checks.ts";
import type { CompileOptions } from "./compiled_step.ts";
import { type FitDisplay, fitDisplay } from "./fit_display.ts";
import { type EpochRecord, History } from "./history.ts";
import { type AnyModel, batchesOf, isBatched, learnerFor } from "./loop/assemble.ts";
import type { TrainCallback } from "./loop/events.ts";
import { requireFinite } from "./loop/faults.ts";
import { type ClipOptions, GradientWindow } from "./loop/gradient_window.ts";
import { type Tracker, TrainingLoop } from "./loop/training_loop.ts";
import { monitored, scoreOf } from "./callbacks/monitor.ts";
import { isTrainable } from "./loop/trainable.ts";
import type { BatchMeasure, ObjectiveOptions } from "./objective.ts";

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
  /** The measure whose best checkpoint is kept besides, such as `"valLoss"`; none unless told. */
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
  /** Instead of the one the model is compiled with, else Adam with a learning rate of 0.001. */
  readonly optimizer?: tf.Optimizer;
  /** Decides the order of the examples and the random numbers of layers; 0 unless told. */
  readonly seed?: number;
  /** Batches whose gradients make one update, as one large batch would; 1 unless told. */
  readonly gradientAccumulationSteps?: number;
  /**
   * What the examples of each class count, by its number (1 where it is not named), or `"balanced"`:
   * each class as much as the others.
   */
  readonly classWeight?: Readonly<Record<number, number>> | "balanced";
  /** What each example counts, in a data set in memory; in others examples have `weights`. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Share of each target that goes to all classes alike; 0 unless told. */
  readonly labelSmoothing?: number;
  /** What a loss that is NaN or infinite does; "throw" unless told. */
  readonly onNaN?: "throw" | "stop" | "ignore";
  /** Who is told of what happens, and may end it. */
  readonly callbacks?: readonly TrainCallback[];
  /** Who gets the numbers of each epoch, and of each `loggingSteps` updates. They stay open. */
  readonly trackers?: readonly Tracker[];
  /** Updates from one log to the next; each epoch is logged unless told. */
  readonly loggingSteps?: number;
  /** Where checkpoints are written; nowhere unless told. */
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

/** How many examples at the front of a data set train, given the share that validates. */
function trainingSize(size: number, validationSplit: number): number {
  if (!(validationSplit >= 0 && validationSplit < 1)) {
    throw new RangeError(
      "Cannot fit: validationSplit must be at least 0 and less than 1, " +
        `current value is ${validationSplit}`,
    );
  }
  const count = Math.floor(size * (1 - validationSplit));
  if (count < 1 || (validationSplit > 0 && count === size)) {
    throw new RangeError(
      `Cannot fit: a validationSplit of ${validationSplit} leaves ${count} of ${size} examples to ` +
        `train and ${
          size - count
        } to validate, and both need one: give more examples or another split`,
    );
  }
  return count;
}

/** The optimizer to train with; a model that is not compiled yet is compiled with it. */
function chooseOptimizer(
  model: AnyModel,
  loss: BatchMeasure | undefined,
  optimizer: tf.Optimizer | undefined,
): { optimizer: tf.Optimizer } & Disposable {
  const kept = (optimizer: tf.Optimizer) => ({ optimizer, [Symbol.dispose]: () => {} });
  if (isTrainable(model)) {
    if (optimizer !== undefined) return kept(optimizer);
    const own = tf.train.adam(1e-3);
    return { optimizer: own, [Symbol.dispose]: () => own.dispose() };
  }
  // A compiled model stays as it is: compiled anew it would lose its metrics and no longer free the
  // optimizer that it made from a name.
  if ((model.optimizer as tf.Optimizer | undefined) === undefined) {
    // A model frees an optimizer that it was given by name: "adam" is Adam with tfjs's defaults.
    model.compile({ optimizer: optimizer ?? "adam", loss: loss! });
  }
  return kept(optimizer ?? model.optimizer);
}

/** What the examples of each class count, and each example. */
async function weightsOf(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  { classWeight, sampleWeight }: FitOptions,
): Promise<
  { classWeights: tf.Tensor1D | undefined; weights: tf.Tensor1D | undefined } & Disposable
> {
  const classWeights = classWeight && await classTable(model, dataset, classWeight);
  if (sampleWeight && !(dataset instanceof ArrayDataset && sampleWeight.length === dataset.size)) {
    throw new RangeError(
      "Cannot fit: sampleWeight must have one number for each example of a data set in memory" +
        (dataset instanceof ArrayDataset
          ? `, which are ${dataset.size}, current length is ${sampleWeight.length}`
          : "; give the examples of others `weights`"),
    );
  }
  const weights = sampleWeight && tf.tensor1d(Float32Array.from(sampleWeight));
  return { classWeights, weights, [Symbol.dispose]: () => tf.dispose([classWeights, weights]) };
}

async function classTable(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  classWeight: NonNullable<FitOptions["classWeight"]>,
): Promise<tf.Tensor1D> {
  const classes = isTrainable(model) ? undefined : model.outputs[0]?.shape.at(-1);
  if (!classes) {
    throw new TypeError(
      "Cannot fit: classWeight needs a model of layers with one output per class; weigh the examples " +
        "of others",
    );
  }
  if (classWeight !== "balanced") {
    const odd = Object.keys(classWeight).find((key) =>
      !(Number(key) >= 0 && Number(key) < classes)
    );
    if (odd !== undefined) {
      throw new RangeError(
        `Cannot fit: classWeight names class ${odd}, and the model has the classes from 0 to ` +
          `${classes - 1}`,
      );
    }
    return tf.tensor1d(Array.from({ length: classes }, (_, i) => classWeight[i] ?? 1));
  }
  if (!(dataset instanceof ArrayDataset) || dataset.targets.dtype !== "int32") {
    throw new TypeError(
      'Cannot fit: classWeight "balanced" needs a data set in memory with class numbers; give ' +
        "weights by class, as data.balancedClassWeights computes them",
    );
  }
  const labels = await dataset.targets.data() as Int32Array;
  const missing = Array.from({ length: classes }, (_, i) => i).find((i) => !labels.includes(i));
  if (missing !== undefined) {
    throw new RangeError(
      `Cannot fit: class ${missing} has no examples, so classWeight "balanced" cannot weigh it; give ` +
        "weights by class",
    );
  }
  return tf.tensor1d(balancedClassWeights(labels, classes));
}

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
  const { epochs = 1, batchSize = 32, seed = 0, shuffle = true, onNaN = "throw" } = options;
  const { signal = notebookSignal(), gradientAccumulationSteps: accumulate = 1 } = options;
  const { labelSmoothing = 0, callbacks = [], trackers = [], checkpoints, resume = false } =
    options;
  const { jit = true, progress = true } = options;
  checkPositiveInteger(epochs, "Cannot fit: epochs");
  checkPositiveInteger(batchSize, "Cannot fit: batchSize");
  checkPositiveInteger(accumulate, "Cannot fit: gradientAccumulationSteps");
  checkSeed(seed, "Cannot fit: seed");
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new RangeError(
      `Cannot fit: labelSmoothing must be at least 0 and less than 1, current value is ${labelSmoothing}`,
    );
  }
  const store = storeOf(checkpoints, resume);
  const parts = partsOf(dataset, options);
  using weights = await weightsOf(model, dataset, options);
  const rules = { classWeights: weights.classWeights, labelSmoothing };
  const known = await learnerFor(model, dataset, { ...options, ...rules });
  const { learner, classes, loss } = known;
  using chosen = chooseOptimizer(model, loss, options.optimizer);
  const { optimizer } = chosen;
  const { clipNorm, globalClipNorm, clipValue } = options;
  const clips = [clipNorm, globalClipNorm, clipValue].some((clip) => clip !== undefined);
  using front = clips || accumulate > 1 ? windowOf(options) : undefined;
  const finite = onNaN === "throw" && !isTrainable(model);
  if (finite && dataset instanceof ArrayDataset) {
    await requireFinite({ inputs: dataset.inputs, targets: dataset.targets });
  }
  const order = shuffle ? seed : undefined;
  const common = { batchSize, classes };
  const source = batchesOf(dataset, {
    ...common,
    batched: known.batched,
    finite,
    seed: order,
    weights: weights.weights,
    ...parts.training && { range: parts.training },
  });
  const measuring = { classes, seed: undefined, batchSize: Math.max(batchSize, 256) };
  const validation = parts.validation && batchesOf(parts.validation.dataset, {
    ...measuring,
    batched: await isBatched(model, parts.validation.dataset),
    ...parts.validation.range && { range: parts.validation.range },
  });
  const display = fitDisplay(progress, {
    epochs,
    steps: source.batches,
    metrics: learner.measures.names,
  });
  const warnings: string[] = [];
  using loop = new TrainingLoop({
    model,
    learner,
    updater: { optimizer, front: front?.optimizer },
    source,
    validation,
    jit,
    seed,
    epochs,
    accumulate,
    flow: {
      log: options.loggingSteps ?? (trackers.length > 0 ? "epoch" : undefined),
      evaluate: validation && "epoch",
      save: checkpoints && (checkpoints.everySteps ??
        (checkpoints.everyEpoch === false ? undefined : "epoch")),
      maxSteps: undefined,
    },
    callbacks,
    trackers,
    display,
    signal,
    onNaN,
    best: bestRule(checkpoints?.best),
    store,
    resume,
    loadBest: false,
    plan: {
      examples: source.examples ?? null,
      batchSize,
      gradientAccumulationSteps: accumulate,
      shuffle,
      seed,
    },
    warn(warning) {
      warnings.push(warning);
      display.hide();
      tf.backend_util.warn(warning);
    },
    onEpoch: options.onEpoch,
  });
  return await shown(loop, display, warnings);

  function windowOf({ clipNorm, globalClipNorm, clipValue }: FitOptions) {
    const clip = {
      ...clipNorm !== undefined && { clipNorm },
      ...globalClipNorm !== undefined && { globalClipNorm },
      ...clipValue !== undefined && { clipValue },
    };
    const made = new GradientWindow(optimizer, {
      clip,
      variables: accumulate > 1 ? learner.variables : [],
    });
    return { optimizer: made, [Symbol.dispose]: () => made.dispose() };
  }
}

/** Runs a training; the display is ended in any case. */
async function shown(
  loop: TrainingLoop,
  display: FitDisplay,
  warnings: readonly string[],
): Promise<History> {
  try {
    const { records, stopped } = await loop.run();
    return new History(records, stopped, { ...display.finish({ records, stopped }), warnings });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    display.finish({ records: loop.records, stopped: false, failure });
    throw error;
  }
}

function storeOf(
  checkpoints: FitCheckpoints | undefined,
  resume: boolean,
): CheckpointStore | undefined {
  if (checkpoints === undefined) {
    if (!resume) return undefined;
    throw new TypeError("Cannot fit: resume needs checkpoints: { dir } to go on from");
  }
  const { dir, keep, everySteps, best } = checkpoints;
  if (everySteps !== undefined) checkPositiveInteger(everySteps, "Cannot fit: everySteps");
  return new CheckpointStore(dir, {
    ...keep !== undefined && { keep },
    greaterIsBetter: best !== undefined && monitored(best).greaterIsBetter,
  });
}

function bestRule(best: string | undefined) {
  if (best === undefined) return undefined;
  const monitor = monitored(best);
  return {
    score: (measured: Parameters<typeof scoreOf>[1]) => scoreOf(monitor, measured),
    greaterIsBetter: monitor.greaterIsBetter,
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** Which examples train, and which validate. */
function partsOf(
  dataset: ArrayDataset | Dataset<unknown>,
  { validationSplit = 0, validationData }: FitOptions,
): {
  training?: Part;
  validation?: { dataset: ArrayDataset | Dataset<unknown>; range?: Part };
} {
  if (validationData !== undefined) {
    if (validationSplit === 0) return { validation: { dataset: validationData } };
    throw new TypeError("Cannot fit: give validationSplit or validationData, not both");
  }
  if (!(dataset instanceof ArrayDataset)) {
    if (validationSplit === 0) return {};
    throw new TypeError(
      "Cannot fit: validationSplit takes the last examples of a data set in memory; split() this one " +
        "and pass a part as validationData",
    );
  }
  checkPositiveInteger(dataset.size, "Cannot fit: the data set's size");
  const size = trainingSize(dataset.size, validationSplit);
  const training = { from: 0, to: size };
  if (size === dataset.size) return { training };
  return { training, validation: { dataset, range: { from: size, to: dataset.size } } };
}
