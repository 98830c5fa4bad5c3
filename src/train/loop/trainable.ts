/**
 * Models of one's own making.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";

/** Whether a batch is learnt from or only measured. */
export interface LossMode {
  /** True in training: dropout and the like are on. */
  readonly training: boolean;
}

/** The loss of a batch as a sum, for means that are right over several batches. */
export interface LossSum {
  /** Sum over what is counted, a scalar. */
  readonly sum: tf.Tensor;
  /** Over how many it is: examples, or tokens that are no padding. */
  readonly count: tf.Tensor | number;
  /** Metrics by name, each the mean over the examples of the batch, scalars. */
  readonly metrics?: Readonly<Record<string, tf.Tensor>>;
}

/**
 * Anything that can be trained: variables, and a function that says how wrong they are on a batch.
 *
 * `Batch` is what the data set holds, put together and made tensors: `{ inputs, targets }`, or whatever
 * its elements are.
 */
export interface Trainable<Batch = { inputs: tf.Tensor; targets: tf.Tensor }> {
  /** Stands in messages; "model" unless told. */
  readonly name?: string;
  /** What the optimizer changes. */
  readonly variables: readonly tf.Variable[];
  /** What else belongs to the model and to its checkpoints, such as moving averages. */
  readonly state?: readonly tf.Variable[];
  /** Names of the metrics that `loss` tells besides, where it does. */
  readonly metrics?: readonly string[];
  /**
   * The loss of a batch: its mean over the examples as a scalar, or a sum and what it is over. It runs
   * in a compiled step, so it must not read values.
   */
  loss(batch: Batch, mode: LossMode): tf.Tensor | LossSum;
}

/** Whether a value is a {@linkcode Trainable} rather than a model of layers. */
export function isTrainable(model: unknown): model is Trainable<never> {
  const { variables, loss } = (model ?? {}) as Partial<Trainable>;
  return Array.isArray(variables) && typeof loss === "function";
}
