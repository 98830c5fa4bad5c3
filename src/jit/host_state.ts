/**
 * What changes in JavaScript from call to call, for functions that are compiled or not.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { currentTrace } from "./current_trace.ts";

/**
 * A number of JavaScript as a scalar: an input that is asked for at each call of a compiled function,
 * never part of its trace.
 *
 * @param value Tells the number of the moment.
 * @returns float32, the caller's.
 */
export function numberOfCall(value: () => number): tf.Scalar {
  const trace = currentTrace();
  if (trace === undefined) return tf.scalar(value());
  const backend = tf.backend() as TensorflowBackend;
  return backend.fromKnown(trace.number(value), { shape: [], dtype: DType.float32 }) as tf.Scalar;
}

/**
 * A choice of JavaScript that the code goes by: a compiled function has a trace for each value, and takes
 * the one that is right at each call.
 *
 * @param value Tells the choice of the moment.
 * @returns The choice.
 */
export function choiceOfCall(value: () => string): string {
  const chosen = value();
  currentTrace()?.choices.push({ value, chosen });
  return chosen;
}

/** Refuses to change variables where a trace cannot, as in a branch. */
export function requireAssignable(): void {
  currentTrace()?.requireAssignable();
}

/** Whether a trace is under way that scales losses: its steps may be undone as a whole. */
export function isLossScaled(): boolean {
  return currentTrace()?.lossScale !== undefined;
}

/**
 * Updates variables. In a trace that scales losses they keep their values, and the scale becomes smaller,
 * where a gradient is not finite.
 *
 * @param gradients What the update is made of, as it was before clipping.
 * @param update Changes variables.
 */
export function unlessOverflown(gradients: readonly tf.Tensor[], update: () => void): void {
  const trace = currentTrace();
  if (trace?.lossScale === undefined) update();
  else trace.lossScale.guard(trace, gradients, update);
}

/** Tells the scale of the loss, if there is one, of gradients that are left out where they overflow. */
export function noteOverflow(finite: tf.Tensor): void {
  currentTrace()?.lossScale?.adapt(finite);
}

/** Does something in JavaScript now, or after each call of the function that is compiled. */
export function afterEachCall(act: () => void): void {
  const trace = currentTrace();
  if (trace === undefined) act();
  else trace.afterCall.push(act);
}

/** Whether ops are noted and not run. */
export function isTraced(): boolean {
  return currentTrace() !== undefined;
}

/** Whether a variable may be updated where it lies: in a trace that undoes no step. */
export function mayUpdateInPlace(): boolean {
  return isTraced() && !isLossScaled();
}
