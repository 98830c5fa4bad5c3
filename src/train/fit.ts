/**
 * Training.
 *
 * @module
 */
import { notebookSignal } from "../core/notebook_signal.ts";
import { permutation } from "../core/permutation.ts";
import type { ArrayDataset } from "../data/array_dataset.ts";
import * as tf from "../engine/tf.ts";
import type { TextTarget } from "../io/standard_stream.ts";
import { checkPositiveInteger, checkSeed } from "./checks.ts";
import { evaluateRange, type Evaluation, nameMeasures } from "./evaluate.ts";
import { type FitDisplay, fitDisplay } from "./fit_display.ts";
import { type EpochRecord, History } from "./history.ts";
import { compiledStep, type CompileOptions } from "./compiled_step.ts";
import { chooseObjective, type Objective, type ObjectiveOptions } from "./objective.ts";
import { Pause } from "./pause.ts";
import { RunningMean } from "./running_mean.ts";
import { evaluationStep, onRows, type RowsStep, trainingStep } from "./step.ts";

/** How a model is trained. */
export interface FitOptions extends ObjectiveOptions, CompileOptions {
  /** How often all examples are seen; 1 unless told. */
  readonly epochs?: number;
  /** Examples per step; 32 unless told. */
  readonly batchSize?: number;
  /** Share of the examples, the last ones, that only validate; 0 unless told. */
  readonly validationSplit?: number;
  /** Instead of the one the model is compiled with, else Adam with a learning rate of 0.001. */
  readonly optimizer?: tf.Optimizer;
  /** Decides the order of the examples and the random numbers of layers; 0 unless told. */
  readonly seed?: number;
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
  model: tf.LayersModel,
  objective: Objective,
  optimizer: tf.Optimizer | undefined,
): tf.Optimizer {
  // A compiled model stays as it is: compiled anew it would lose its metrics and no longer free the
  // optimizer that it made from a name.
  if ((model.optimizer as tf.Optimizer | undefined) === undefined) {
    // A model frees an optimizer that it was given by name: "adam" is Adam with tfjs's defaults.
    model.compile({ optimizer: optimizer ?? "adam", loss: objective.loss });
  }
  return optimizer ?? model.optimizer;
}

/** One pass over the training part in a random order; undefined when the signal ended it. */
async function trainEpoch(
  step: RowsStep,
  dataset: ArrayDataset,
  options: {
    readonly order: Int32Array;
    readonly batchSize: number;
    readonly objective: Objective;
    readonly signal: AbortSignal | undefined;
    readonly display: FitDisplay;
    readonly pause: Pause;
  },
): Promise<Evaluation | undefined> {
  const { order, batchSize, objective, signal, display, pause } = options;
  using mean = new RunningMean();
  for (let at = 0; at < order.length; at += batchSize) {
    if (signal?.aborted) return undefined;
    const batch = order.subarray(at, at + batchSize);
    const values = tf.tidy(() =>
      step(dataset.inputs, dataset.targets, tf.tensor1d(batch, "int32"))
    );
    mean.add(values, batch.length);
    // Reading waits for the device: only for what will be seen.
    if (display.due) await show(at + batch.length);
    if (pause.due) await pause.take();
  }
  return nameMeasures(await show(order.length), objective);

  async function show(examples: number): Promise<number[]> {
    const values = await mean.read();
    display.update({ steps: Math.ceil(examples / batchSize), examples, mean: values });
    return values;
  }
}

/**
 * Trains a model on a data set.
 *
 * Each epoch takes the training part in another random order, decided by the seed. A model that is not
 * compiled gets Adam and, for class numbers, the sparse categorical cross entropy **from logits**, so
 * its last layer shall have no softmax. A compiled model stays as it is compiled: another loss or
 * optimizer counts for this call.
 *
 * @param model A model with one input and one output; it learns in place. Its dispose() also frees
 *   the optimizer that fit made.
 * @param dataset The examples; stay the caller's.
 * @param options Epochs, batch size, validation and the rest.
 * @returns Loss and metrics of each whole epoch.
 * @throws {TypeError} When model and data set do not fit together, or there is no default loss.
 * @throws {RangeError} When a number is out of range.
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
  model: tf.LayersModel,
  dataset: ArrayDataset,
  options: FitOptions = {},
): Promise<History> {
  const { epochs = 1, batchSize = 32, validationSplit = 0, seed = 0 } = options;
  const { signal = notebookSignal() } = options;
  checkPositiveInteger(epochs, "Cannot fit: epochs");
  checkPositiveInteger(batchSize, "Cannot fit: batchSize");
  checkPositiveInteger(dataset.size, "Cannot fit: the data set's size");
  checkSeed(seed, "Cannot fit: seed");
  const size = trainingSize(dataset.size, validationSplit);
  const objective = chooseObjective(model, dataset, options);
  const optimizer = chooseOptimizer(model, objective, options.optimizer);
  const { jit = true } = options;
  using step = compiledStep(
    onRows(trainingStep(model, optimizer, objective)),
    jit && { name: "training_step", seed, ...jit === true ? {} : jit },
  );
  using validate = compiledStep(evaluationStep(model, objective), jit);
  const { progress = true } = options;
  const display = fitDisplay(progress, {
    epochs,
    steps: Math.ceil(size / batchSize),
    metrics: Object.keys(objective.metrics),
  });
  const records: EpochRecord[] = [];
  // One for all epochs: short ones would never be due each for itself.
  const pause = new Pause(100);
  const finish = (stopped: boolean): History => {
    const shown = display.finish({ records, stopped });
    return new History(records, stopped, { ...shown });
  };
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const begun = performance.now();
      const order = permutation(size, [seed, epoch]);
      display.begin(epoch);
      const how = { order, batchSize, objective, signal, display, pause };
      const trained = await trainEpoch(step, dataset, how);
      if (trained === undefined) return finish(true);
      let validated: Evaluation | undefined;
      if (size < dataset.size) {
        // Not ended by the signal: a trained epoch is worth its record, and validation is short.
        validated = await evaluateRange(dataset, {
          objective,
          step: validate,
          batchSize: Math.max(batchSize, 256),
          signal: undefined,
          from: size,
          to: dataset.size,
        });
      }
      const record: EpochRecord = {
        epoch,
        loss: trained.loss,
        metrics: trained.metrics,
        valLoss: validated?.loss,
        valMetrics: validated?.metrics ?? {},
        seconds: (performance.now() - begun) / 1000,
      };
      records.push(record);
      display.finishEpoch(record);
      if (options.onEpoch) {
        display.hide();
        options.onEpoch(record);
      }
    }
    return finish(false);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    display.finish({ records, stopped: false, failure });
    throw error;
  }
}
