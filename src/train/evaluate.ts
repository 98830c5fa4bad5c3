/**
 * Measuring a model on a data set.
 *
 * @module
 */
import type { ArrayDataset } from "../data/array_dataset.ts";
import * as tf from "../engine/tf.ts";
import { checkPositiveInteger } from "./checks.ts";
import { compiledStep, type CompileOptions } from "./compiled_step.ts";
import { chooseObjective, type Objective, type ObjectiveOptions } from "./objective.ts";
import { Pause } from "./pause.ts";
import { RunningMean } from "./running_mean.ts";
import { evaluationStep, type Step } from "./step.ts";

/** How a model is measured. */
export interface EvaluateOptions extends ObjectiveOptions, CompileOptions {
  /** Examples per batch; 256 unless told. It changes the speed, not the result. */
  readonly batchSize?: number;
  /** Ends the evaluation, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What {@linkcode evaluate} found. */
export interface Evaluation {
  /** Mean loss over all examples. */
  readonly loss: number;
  /** Share of right answers; NaN when accuracy is not among the metrics. */
  readonly accuracy: number;
  /** Mean of each metric over all examples, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Which examples, as positions from `from` up to but without `to`. */
export interface Range {
  /** The first. */
  readonly from: number;
  /** The one after the last. */
  readonly to: number;
}

/**
 * Names the numbers of a step: the loss first, then the metrics.
 *
 * @param values As a step returns them.
 * @param objective What the step measures.
 * @returns The same by name.
 */
export function nameMeasures(values: readonly number[], objective: Objective): Evaluation {
  const metrics = Object.fromEntries(
    Object.keys(objective.metrics).map((name, i) => [name, values[i + 1] ?? NaN]),
  );
  return { loss: values[0] ?? NaN, accuracy: metrics.accuracy ?? NaN, metrics };
}

/**
 * Measures a part of a data set, in order.
 *
 * @param dataset The examples.
 * @param options Which of them, and how.
 * @returns Loss and metrics.
 * @throws The signal's reason, when it fires.
 */
export async function evaluateRange(
  dataset: ArrayDataset,
  options: Range & {
    readonly objective: Objective;
    readonly step: Step;
    readonly batchSize: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Evaluation> {
  const { objective, step, batchSize, signal } = options;
  using mean = new RunningMean();
  const pause = new Pause(50);
  for (let at = options.from; at < options.to; at += batchSize) {
    if (pause.due) await pause.take();
    signal?.throwIfAborted();
    const size = Math.min(batchSize, options.to - at);
    const values = tf.tidy(() =>
      step(tf.slice(dataset.inputs, at, size), tf.slice(dataset.targets, at, size))
    );
    mean.add(values, size);
  }
  return nameMeasures(await mean.read(), objective);
}

/**
 * Measures a model on a data set, in inference mode.
 *
 * @param model A model with one input and one output.
 * @param dataset The examples.
 * @param options Loss, metrics and batch size.
 * @returns Mean loss and metrics over all examples.
 * @throws {TypeError} When model and data set do not fit together.
 * @throws {RangeError} When the data set is empty or the batch size no positive integer.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * const layer = tf.layers.dense({ units: 2, inputShape: [1], kernelInitializer: "zeros" });
 * const model = tf.sequential({ layers: [layer] });
 * using examples = new data.ArrayDataset(tf.zeros([3, 1]), tf.tensor1d([0, 0, 1], "int32"));
 * const { loss, accuracy } = await train.evaluate(model, examples);
 * assertAlmostEquals(loss, Math.log(2), 1e-6);
 * assertAlmostEquals(accuracy, 2 / 3, 1e-6);
 * model.dispose();
 * ```
 */
export async function evaluate(
  model: tf.LayersModel,
  dataset: ArrayDataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { batchSize = 256, signal } = options;
  checkPositiveInteger(batchSize, "Cannot evaluate: batchSize");
  checkPositiveInteger(dataset.size, "Cannot evaluate: the data set's size");
  const objective = chooseObjective(model, dataset, options);
  using step = compiledStep(evaluationStep(model, objective), options.jit);
  return await evaluateRange(dataset, {
    objective,
    step,
    batchSize,
    signal,
    from: 0,
    to: dataset.size,
  });
}
