/**
 * What an optimizer remembers, tfjs's own as well, to the last bit.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { type NamedArrays, toDevice, toHost } from "./host_copy.ts";

/** Variables that tfjs's Adam and Adamax keep beside their state, and make anew with other last bits. */
const FIELD = "field/";

/** Copies an optimizer's state to the host. */
export async function saveOptimizer(optimizer: tf.Optimizer): Promise<NamedArrays> {
  const weights = await optimizer.getWeights();
  const fields = fieldsOf(optimizer).map(([name, tensor]) => ({ name: `${FIELD}${name}`, tensor }));
  try {
    return await toHost([...weights, ...fields]);
  } finally {
    // The count of steps is made for the call; all else are the optimizer's variables.
    for (const { tensor } of weights) if (!(tensor instanceof tf.Variable)) tensor.dispose();
  }
}

/** Gives an optimizer, new as it was made, a state that {@linkcode saveOptimizer} copied. */
export async function restoreOptimizer(
  optimizer: tf.Optimizer,
  { names, arrays }: NamedArrays,
  variables: readonly tf.Variable[],
): Promise<void> {
  const states = names.filter((name) => !name.startsWith(FIELD));
  const tensors = states.map((name) => ({ name, tensor: toDevice(arrays[name]!) }));
  try {
    await optimizer.setWeights(tensors);
    if (optimizer instanceof Optimizer) optimizer.build(variables);
    for (const [name, variable] of fieldsOf(optimizer)) {
      const array = arrays[`${FIELD}${name}`];
      if (array === undefined) continue;
      const value = toDevice(array);
      variable.assign(value);
      value.dispose();
    }
  } finally {
    tf.dispose(tensors.map(({ tensor }) => tensor));
  }
}

function fieldsOf(optimizer: tf.Optimizer): [string, tf.Variable][] {
  return Object.entries(optimizer).filter((entry): entry is [string, tf.Variable] =>
    entry[1] instanceof tf.Variable
  );
}

/** The learning rate, where it is a number and no schedule. */
export function learningRateOf(optimizer: tf.Optimizer): number | undefined {
  const { learningRate } = optimizer as unknown as { learningRate?: unknown };
  return typeof learningRate === "number" ? learningRate : undefined;
}

/** The learning rate of the next update, whether it follows a schedule or not. */
export function currentRateOf(optimizer: tf.Optimizer): number | undefined {
  const { currentLearningRate } = optimizer as unknown as { currentLearningRate?: number };
  return currentLearningRate ?? learningRateOf(optimizer);
}

/** Sets the learning rate of any optimizer. */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const open = optimizer as unknown as {
    learningRate: unknown;
    setLearningRate?: (rate: number) => void;
  };
  // Those of tfjs that stand on SGD keep it in a tensor besides.
  if (open.setLearningRate) open.setLearningRate(rate);
  else open.learningRate = rate;
}
