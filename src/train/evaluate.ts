/**
 * Measuring a model on a data set.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../core/require_options.ts";
import type { ArrayDataset } from "../data/array_dataset.ts";
import type { Dataset } from "../data/dataset/dataset.ts";
import type * as tf from "../engine/tf.ts";
import { checkPositiveInteger } from "./checks.ts";
import { compiledStep, type CompileOptions } from "./compiled_step.ts";
import { batchesOf, learnerFor } from "./loop/assemble.ts";
import type { Measured } from "./loop/measures.ts";
import { measureAll } from "./loop/measuring.ts";
import type { Trainable } from "./loop/trainable.ts";
import type { ObjectiveOptions } from "./objective.ts";
import { requireArguments } from "./require_arguments.ts";
import { evaluationStep } from "./step.ts";

/** How a model is measured. */
export interface EvaluateOptions extends ObjectiveOptions, CompileOptions {
  /** Examples per batch; 256 unless told. It changes the speed, not the result. */
  readonly batchSize?: number;
  /** Share of each target that goes to all classes alike, as in `fit`; 0 unless told. */
  readonly labelSmoothing?: number;
  /** Ends the evaluation, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

const EVALUATE_OPTIONS: OptionNames<EvaluateOptions> = {
  batchSize: true,
  labelSmoothing: true,
  signal: true,
  loss: true,
  metrics: true,
  jit: true,
};

/** What {@linkcode evaluate} found. */
export interface Evaluation {
  /** Mean loss over all examples, with the penalties of layers, as Keras has it. */
  readonly loss: number;
  /** Share of right answers; NaN when accuracy is not among the metrics. */
  readonly accuracy: number;
  /** Mean of each metric over all examples, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Measures as they are handed out.
 *
 * @param measured Loss and metrics.
 * @returns The same, with the accuracy in a place of its own.
 */
export function evaluationOf({ loss, metrics }: Measured): Evaluation {
  return { loss, accuracy: metrics.accuracy ?? NaN, metrics };
}

/**
 * Measures a model on a data set, in inference mode.
 *
 * @param model A model with one input and one output, or one of your own making.
 * @param dataset The examples, or batches of them.
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
  model: tf.LayersModel | Trainable<never>,
  dataset: ArrayDataset | Dataset<unknown>,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  requireOptions("Cannot evaluate", options, EVALUATE_OPTIONS);
  const { batchSize = 256, signal } = options;
  requireArguments("Cannot evaluate", model, dataset);
  checkPositiveInteger(batchSize, "Cannot evaluate: batchSize");
  const { learner, classes, batched } = await learnerFor(model, dataset, options);
  const source = batchesOf(dataset, { batchSize, seed: undefined, classes, batched });
  using step = compiledStep(evaluationStep(learner), options.jit);
  const measured = await measureAll(source, { step, measures: learner.measures, signal });
  if (measured === undefined) {
    throw new RangeError("Cannot evaluate: the data set has no examples");
  }
  return evaluationOf(measured);
}
