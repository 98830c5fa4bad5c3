/** `tf.truncatedNormal`, also inside a trace. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { NO_ATTRS } from "../kernels/attrs.ts";
import { checkDtype } from "./check_dtype.ts";
import { drawNow } from "./guard.ts";
import { type NormalOptions, rounded } from "./normal.ts";
import { Steps } from "./steps.ts";
import { drawSeed, tracingBackend } from "./tracing.ts";
import { uniform } from "./uniform.ts";

/** Share of a normal distribution within two standard deviations: erf(sqrt(2)). */
const WITHIN_TWO = 0.954499736103642;

/** A little less, so that rounding puts none outside. */
const REACH = WITHIN_TWO * (1 - 2 ** -20);

/** Normally distributed numbers within two standard deviations, by the inverse of the distribution. */
function truncatedNormal32(
  steps: Steps,
  seed: bigint,
  { shape, mean, stdDev }: NormalOptions,
): bigint {
  const shares = uniform(steps, seed, { shape, min: -REACH, max: REACH });
  const drawn = steps.run("Erfinv", NO_ATTRS, [shares]);
  return steps.plus(steps.times(drawn, Math.SQRT2 * stdDev), mean);
}

/**
 * Draws from a normal distribution what lies within two standard deviations; see `truncatedNormal`
 * of tfjs.
 *
 * In a function that `jit` compiles the numbers are drawn anew at each call, unless `seed` is given
 * and not 0: then they are those that tfjs draws for it, at each call the same.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const draw = jit(() => tf.truncatedNormal([1000], 0, 0.5), { seed: 1 });
 * assert(tf.max(tf.abs(draw())).dataSync()[0]! <= 1);
 * ```
 */
export function truncatedNormal<R extends tfjs.Rank>(
  shape: tfjs.ShapeMap[R],
  mean?: number,
  stdDev?: number,
  dtype?: "float32" | "int32",
  seed?: number,
): tfjs.Tensor<R> {
  const backend = tracingBackend();
  if (backend === null || seed) {
    return drawNow(() => tfjs.truncatedNormal(shape, mean, stdDev, dtype, seed));
  }
  tfjs.util.assertNonNegativeIntegerDimensions(shape);
  checkDtype("tf.truncatedNormal()", dtype, ["float32", "int32"]);
  using steps = new Steps(backend);
  const options = { shape, mean: mean ?? 0, stdDev: stdDev ?? 1 };
  const drawn = truncatedNormal32(steps, drawSeed(steps), options);
  return steps.result(rounded(steps, drawn, dtype), "TruncatedNormal") as tfjs.Tensor<R>;
}
