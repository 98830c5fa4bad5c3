/**
 * One training step and one evaluation step, each a function of tensors alone.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import type { Objective } from "./objective.ts";

/**
 * Takes one batch, `[batch, …]` each, and returns the loss and then the metrics, float32
 * `[1 + metrics]`. The caller disposes it.
 */
export type Step = (inputs: tf.Tensor, targets: tf.Tensor) => tf.Tensor1D;

/** A step on those rows of a data set, `[size, …]` each, whose numbers, int32 `[batch]`, are given. */
export type RowsStep = (inputs: tf.Tensor, targets: tf.Tensor, rows: tf.Tensor1D) => tf.Tensor1D;

/** The step with the picking of rows in it: the data set itself is never copied or reordered. */
export function onRows(step: Step): RowsStep {
  return (inputs, targets, rows) => step(tf.gather(inputs, rows), tf.gather(targets, rows));
}

/** Loss and metrics in one vector, so that a batch costs at most one read. */
function measure(objective: Objective, loss: tf.Tensor, pair: [tf.Tensor, tf.Tensor]): tf.Tensor1D {
  const values = Object.values(objective.metrics)
    .map((metric) => tf.cast(tf.mean(metric(...pair)), "float32"));
  return tf.stack([loss, ...values]) as tf.Tensor1D;
}

/**
 * Makes the function that trains a model on one batch: forward pass, gradients, update.
 *
 * @param model The model; its trainable weights are those of this moment.
 * @param optimizer What updates them.
 * @param objective Loss and metrics; regularisation losses of the layers are added to the loss.
 * @returns The step.
 */
export function trainingStep(
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
  objective: Objective,
): Step {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return (inputs, targets) => {
    let measured: tf.Tensor1D | undefined;
    optimizer.minimize(
      () => {
        const outputs = model.apply(inputs, { training: true }) as tf.Tensor;
        const own = tf.mean(objective.loss(targets, outputs));
        const loss = model.calculateLosses()
          .reduce<tf.Tensor>((sum, penalty) => tf.add(sum, tf.mean(penalty)), own);
        // minimize() frees what its function makes, so the measures are kept past its end.
        measured = tf.keep(measure(objective, loss, [targets, outputs]));
        return loss as tf.Scalar;
      },
      false,
      variables,
    );
    return measured!;
  };
}

/**
 * Makes the function that measures a model on one batch, in inference mode.
 *
 * @param model The model.
 * @param objective Loss and metrics.
 * @returns The step.
 */
export function evaluationStep(model: tf.LayersModel, objective: Objective): Step {
  return (inputs, targets) =>
    tf.tidy(() => {
      const outputs = model.apply(inputs, { training: false }) as tf.Tensor;
      const loss = tf.mean(objective.loss(targets, outputs));
      return measure(objective, loss, [targets, outputs]);
    });
}
