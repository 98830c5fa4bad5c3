/** `tf.dropout`, also inside a trace. @module */

import { DType } from "../../core/dtype.ts";
import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { NO_ATTRS } from "../kernels/attrs.ts";
import { randomBits } from "./bits.ts";
import { drawNow } from "./guard.ts";
import { Steps } from "./steps.ts";
import { drawSeed, tracingBackend } from "./tracing.ts";

/** Rates nearer than this to 0 or 1 are drawn with 32 bits an element instead of 16. */
const FINE = 0.01;

/**
 * Sets elements of `x` to 0 with probability `rate` and divides the others by `1 - rate`; see
 * `dropout` of tfjs.
 *
 * In a function that `jit` compiles other elements are dropped at each call, unless `seed` is given:
 * then those that tfjs drops for it, at each call the same.
 *
 * @throws {TypeError} In a compiled function, if `x` is not of dtype float32.
 * @throws {RangeError} In a compiled function, if `rate` is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const noisy = jit((x: tf.Tensor) => tf.dropout(x, 0.5), { seed: 1 });
 * const x = tf.ones([1000]);
 * const [first, second] = [noisy(x), noisy(x)];
 * assert(tf.any(tf.notEqual(first, second)).dataSync()[0]);
 * ```
 */
export function dropout(
  x: tfjs.Tensor | tfjs.TensorLike,
  rate: number,
  noiseShape?: number[],
  seed?: number | string,
): tfjs.Tensor {
  const backend = tracingBackend();
  if (backend === null || (seed ?? null) !== null) {
    return drawNow(() => tfjs.dropout(x, rate, noiseShape, seed));
  }
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(
      `Cannot drop out: rate must be from 0 to below 1, current value is ${rate}`,
    );
  }
  return tfjs.tidy(() => {
    const given = x instanceof tfjs.Tensor ? x : tfjs.tensor(x);
    if (given.dtype !== "float32") {
      throw new TypeError(
        `Cannot drop out elements of a ${given.dtype} tensor, for they are scaled: cast it to ` +
          "float32 first",
      );
    }
    if (rate === 0) return given.clone();
    return tfjs.mul(given, dropoutMask(backend, noiseShapeOf(given.shape, noiseShape), rate));
  });
}

/** What `x` is multiplied by: 0 where an element is dropped, else what makes up for those. */
function dropoutMask(
  backend: TensorflowBackend,
  shape: readonly number[],
  rate: number,
): tfjs.Tensor {
  using steps = new Steps(backend);
  const fine = Math.min(rate, 1 - rate) < FINE;
  // An element is kept if its bits, read as a number, are this or more: one pass over integers, and
  // at 16 bits half of the drawing that uniform numbers take.
  const levels = fine ? 2 ** 32 : 2 ** 16;
  const dropped = Math.min(Math.round(rate * levels), levels - 1);
  const threshold = fine
    ? steps.constant(DType.uint32, [], Uint32Array.of(dropped))
    : steps.constant(DType.int16, [], Int16Array.of(dropped - levels / 2));
  const bits = randomBits(steps, drawSeed(steps), { shape, dtype: fine ? "uint32" : "int16" });
  const kept = steps.cast(steps.run("GreaterEqual", NO_ATTRS, [bits, threshold]), "float32");
  return steps.result(steps.times(kept, levels / (levels - dropped)), "Dropout");
}

/** Axis lengths of the mask: those of `x` where `noiseShape` leaves them open. */
function noiseShapeOf(
  shape: readonly number[],
  noiseShape: readonly (number | null)[] | undefined,
): readonly number[] {
  if ((noiseShape ?? null) === null) return shape;
  const open = noiseShape!.length === shape.length;
  return noiseShape!.map((length, i) => length ?? (open ? shape[i]! : length!));
}
