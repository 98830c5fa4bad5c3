/**
 * What is taken for a data set.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/** Examples as two tensors, as `data.ArrayDataset` has them; the first axis counts the examples. */
export interface DatasetLike {
  /** What a model gets. */
  readonly inputs: tf.Tensor;
  /** What it shall answer. */
  readonly targets: tf.Tensor;
  /** How many examples. */
  readonly size: number;
  /** Names of the classes, counted from 0. */
  readonly classNames?: unknown;
}

/** Whether `value` holds examples as two tensors. */
export function isDataset(value: unknown): value is DatasetLike {
  if (typeof value !== "object" || value === null) return false;
  const { inputs, targets } = value as Partial<DatasetLike>;
  return inputs instanceof tf.Tensor && targets instanceof tf.Tensor &&
    typeof (value as Partial<DatasetLike>).size === "number";
}
