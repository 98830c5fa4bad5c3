/**
 * A model's answers.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../core/require_options.ts";
import * as tf from "../engine/tf.ts";
import { checkPositiveInteger } from "./checks.ts";
import { compiledStep, type CompileOptions } from "./compiled_step.ts";
import { checkInputs } from "./objective.ts";
import { Pause } from "./pause.ts";
import { requireModel, requireTensor } from "./require_arguments.ts";

/** How answers are computed. */
export interface PredictOptions extends CompileOptions {
  /** Examples per batch; 256 unless told. */
  readonly batchSize?: number;
  /** Ends the computation, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

const PREDICT_OPTIONS: OptionNames<PredictOptions> = {
  batchSize: true,
  signal: true,
  jit: true,
};

/**
 * Computes a model's outputs for many inputs, batch by batch, in inference mode.
 *
 * @param model A model with one input and one output.
 * @param inputs `[size, …]`; stays the caller's.
 * @param options Batch size.
 * @returns Outputs, `[size, …]`; the caller disposes them.
 * @throws {TypeError} When the inputs do not fit the model.
 * @throws {RangeError} When there are none, or the batch size is no positive integer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf, train } from "tensaur";
 *
 * await tf.ready();
 * const model = models.mnistCnn();
 * const logits = await train.predict(model, tf.zeros([3, 28, 28, 1]));
 * assertEquals(logits.shape, [3, 10]);
 * model.dispose();
 * ```
 */
export async function predict(
  model: tf.LayersModel,
  inputs: tf.Tensor,
  options: PredictOptions = {},
): Promise<tf.Tensor> {
  requireOptions("Cannot predict", options, PREDICT_OPTIONS);
  const { batchSize = 256, signal } = options;
  requireModel("Cannot predict", model);
  requireTensor("Cannot predict", inputs);
  checkInputs(model, inputs);
  checkPositiveInteger(batchSize, "Cannot predict: batchSize");
  const size = inputs.shape[0]!;
  checkPositiveInteger(size, "Cannot predict: the number of inputs");
  using step = compiledStep(
    (batch: tf.Tensor) => model.apply(batch, { training: false }) as tf.Tensor,
    options.jit,
  );
  const pause = new Pause(50);
  const answers: tf.Tensor[] = [];
  try {
    for (let at = 0; at < size; at += batchSize) {
      if (pause.due) await pause.take();
      signal?.throwIfAborted();
      answers.push(tf.tidy(() => step(tf.slice(inputs, at, Math.min(batchSize, size - at)))));
    }
    return tf.concat(answers, 0);
  } finally {
    tf.dispose(answers);
  }
}
