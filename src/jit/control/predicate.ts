/** What decides about branches and turns. @module */

import * as tf from "../../engine/tf.ts";
import { describe } from "./tensor_tree.ts";

/**
 * Makes sure that `value` decides something: a bool tensor without axes.
 *
 * @throws {TypeError} If not.
 */
export function requirePredicate(value: unknown, construct: string, what: string): tf.Tensor {
  if (!(value instanceof tf.Tensor)) {
    const instead = typeof value === "boolean"
      ? ": what JavaScript knows, its own if and while can decide"
      : "";
    throw new TypeError(
      `Cannot run ${construct}: ${what} must be a bool tensor without axes, not ${
        String(value)
      }${instead}`,
    );
  }
  if (value.dtype !== "bool" || value.rank !== 0) {
    throw new TypeError(
      `Cannot run ${construct}: ${what} must be a bool tensor without axes, and is ${
        describe(value)
      }; compare with tf.greater() and the like, and gather several with tf.all() or tf.any()`,
    );
  }
  return value;
}
