/**
 * Weights with their gradients, as an optimizer is given them.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/** A weight and its gradient. */
export interface WeightGradient {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
}

/** Variables that have a gradient, in the order that they are given in. */
export function weightGradients(
  gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[],
): WeightGradient[] {
  const { registeredVariables } = tf.engine().state;
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  return named.flatMap(({ name, tensor }) => {
    // tfjs hands a variable that the loss does not depend on over without a gradient.
    if (tensor === null || tensor === undefined) return [];
    const variable = registeredVariables[name];
    if (variable === undefined) {
      throw new Error(`Cannot update the variable ${name}: there is none of that name any more`);
    }
    return [{ variable, gradient: tensor }];
  });
}
