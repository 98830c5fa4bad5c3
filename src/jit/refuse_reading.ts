/** The error for code that reads a value while it is traced. @module */

import { callerLine } from "./caller_line.ts";

/**
 * Says that values cannot be read while a function is traced, and on which line it was tried.
 *
 * @throws {TypeError} Always.
 */
export function refuseReading(): never {
  const line = callerLine();
  throw new TypeError(
    `Cannot read a tensor's value while jit traces the function${
      line === "" ? "" : ` (${line})`
    }: ` +
      "the compiled function is made before there are values. Return the tensor and read it " +
      "outside, choose with tf.where() or jit.cond(), repeat with jit.while(), or pass what decides " +
      "as a number, which makes one compiled function for each value",
  );
}
