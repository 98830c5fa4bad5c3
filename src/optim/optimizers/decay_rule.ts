/**
 * Which weights decay.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";

/**
 * Which weights decay.
 *
 * - `"weights"`: all but biases and the scales and shifts of norms, told by their names, as
 *   Hugging Face's Trainer has it;
 * - `"matrices"`: those with two axes or more, as nanoGPT has it, whatever their names;
 * - `"all"`: all, as Keras and PyTorch have it;
 * - a function that says so of each.
 */
export type DecayRule = "weights" | "matrices" | "all" | ((variable: tf.Variable) => boolean);

/** Last parts of names that are no weights: biases, and the scales and shifts of norms. */
const SHIFT = /(^|[/._])(bias|beta|gamma)(_\d+)?$/;

/** Layers whose weights are those of norms. */
const NORM = /layer_?norm|rms_?norm|batch_?norm|group_?norm|(^|[/._])norm([/._]|$)|_norm([/.]|$)/i;

/** Whether a rule lets a variable decay. */
export function decays(rule: DecayRule, variable: tf.Variable): boolean {
  if (typeof rule === "function") return rule(variable);
  switch (rule) {
    case "all":
      return true;
    case "matrices":
      return variable.rank >= 2;
    case "weights":
      return !SHIFT.test(variable.name) && !NORM.test(variable.name);
    default:
      throw new TypeError(
        "Cannot tell which weights decay: decays must be weights, matrices, all or a function, " +
          `current value is ${JSON.stringify(rule)}`,
      );
  }
}
