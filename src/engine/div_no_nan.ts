/**
 * Division that is 0 where the divisor is.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import { replaceOps } from "./replace_ops.ts";

function quotient(dividend: tfjs.Tensor | tfjs.TensorLike, divisor: tfjs.Tensor): tfjs.Tensor {
  return tfjs.tidy(() => {
    const isZero = tfjs.equal(divisor, tfjs.zerosLike(divisor));
    // Divided by 1, not by 0: the slope of 1/0 would make NaN of what is left out.
    const whole = tfjs.div(dividend, tfjs.where(isZero, tfjs.onesLike(divisor), divisor));
    return tfjs.where(isZero, tfjs.zerosLike(whole), whole);
  });
}

/**
 * Divides two tensors element by element, with broadcasting; 0 where the divisor is 0, and so are the
 * gradients there, as TensorFlow's. Those of tfjs's own are NaN.
 *
 * @param a The dividend.
 * @param b The divisor.
 * @returns The quotient, in the shape that both are stretched to.
 * @throws {Error} When one is no tensor and no numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "tensaur";
 *
 * await tf.ready();
 * const slope = tf.grad((b: tf.Tensor) => tf.divNoNan(1, b));
 * assertEquals(tf.divNoNan([1, 2], [0, 4]).dataSync(), new Float32Array([0, 0.5]));
 * assertEquals(slope(tf.scalar(0)).dataSync()[0], 0);
 * ```
 */
export const divNoNan: typeof tfjs.divNoNan = <T extends tfjs.Tensor>(
  a: tfjs.Tensor | tfjs.TensorLike,
  b: tfjs.Tensor | tfjs.TensorLike,
): T => {
  if (b instanceof tfjs.Tensor) return quotient(a, b) as T;
  return tfjs.tidy(() => {
    // Refuses what is no number in tfjs's own words.
    tfjs.div(1, b);
    return quotient(a, tfjs.tensor(b)) as T;
  });
};

/** Lets tfjs's packages and the tensors' methods divide so. */
export function registerDivNoNan(): void {
  replaceOps({ divNoNan: divNoNan as (...args: never[]) => tfjs.Tensor });
}
