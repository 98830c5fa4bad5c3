/** `tf.randomGamma`, also inside a trace. @module */

import { shapeSize } from "../../core/shape.ts";
import * as tfjs from "../../deps/tfjs.ts";
import { NO_ATTRS } from "../kernels/attrs.ts";
import { randomBits } from "./bits.ts";
import { checkDtype } from "./check_dtype.ts";
import { drawNow } from "./guard.ts";
import { normal, rounded, shares } from "./normal.ts";
import { Steps } from "./steps.ts";
import { drawSeed, tracingBackend } from "./tracing.ts";

/**
 * Candidates for each number. One in twenty is refused at most, all six of them less often than
 * float32 can tell: 1.3e-8. Compiled code does as much for each number anyway.
 */
const CANDIDATES = 6;

/** A gamma distribution with scale 1, and how many numbers of it. */
interface GammaOptions {
  readonly shape: readonly number[];
  readonly alpha: number;
}

/** Numbers by Marsaglia and Tsang's method (A Simple Method for Generating Gamma Variables, 2000). */
function gamma(steps: Steps, { shape, alpha }: GammaOptions): bigint {
  const size = shapeSize(shape);
  // Below 1 their method wants the distribution of alpha + 1 and makes the numbers smaller.
  const d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  const candidates = [CANDIDATES, size];
  const x = normal(steps, drawSeed(steps), { shape: candidates, mean: 0, stdDev: 1 });
  const root = steps.plus(steps.times(x, 1 / Math.sqrt(9 * d)), 1);
  const cube = steps.run("Mul", NO_ATTRS, [steps.run("Square", NO_ATTRS, [root]), root]);
  // d - d v + d log v + x^2 / 2; where there is no logarithm it is no number, and nothing is below.
  const log = steps.run("Log", NO_ATTRS, [cube]);
  const fall = steps.plus(steps.times(steps.run("Sub", NO_ATTRS, [log, cube]), d), d);
  const rise = steps.times(steps.run("Square", NO_ATTRS, [x]), 0.5);
  const limit = steps.run("AddV2", NO_ATTRS, [fall, rise]);
  const height = steps.run("Log", NO_ATTRS, [drawShares(steps, candidates)]);
  const taken = steps.run("Less", NO_ATTRS, [height, limit]);
  let chosen = steps.number(1);
  for (let i = CANDIDATES - 1; i >= 0; i--) {
    const row = [taken, cube].map((all) => steps.slice(all, [i, 0], [1, size]));
    chosen = steps.run("SelectV2", NO_ATTRS, [...row, chosen]);
  }
  const drawn = steps.times(steps.reshape(chosen, shape), d);
  if (alpha >= 1) return drawn;
  const smaller = steps.run("Pow", NO_ATTRS, [drawShares(steps, shape), steps.number(1 / alpha)]);
  return steps.run("Mul", NO_ATTRS, [drawn, smaller]);
}

function drawShares(steps: Steps, shape: readonly number[]): bigint {
  return shares(steps, randomBits(steps, drawSeed(steps), { shape, dtype: "uint32" }));
}

/**
 * Draws from a gamma distribution with mean `alpha * beta`; see `randomGamma` of tfjs.
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
 * const draw = jit(() => tf.randomGamma([1000], 2, 3), { seed: 1 });
 * const mean = tf.mean(draw()).dataSync()[0]!;
 * assert(mean > 5 && mean < 7);
 * ```
 */
export function randomGamma<R extends tfjs.Rank>(
  shape: tfjs.ShapeMap[R],
  alpha: number,
  beta?: number,
  dtype?: "float32" | "int32",
  seed?: number,
): tfjs.Tensor<R> {
  const backend = tracingBackend();
  if (backend === null || seed) {
    return drawNow(() => tfjs.randomGamma(shape, alpha, beta, dtype, seed));
  }
  tfjs.util.assertNonNegativeIntegerDimensions(shape);
  checkDtype("tf.randomGamma()", dtype, ["float32", "int32"]);
  if (!(alpha > 0)) {
    throw new RangeError(
      `Cannot draw with tf.randomGamma(): alpha must be positive, current value is ${alpha}`,
    );
  }
  using steps = new Steps(backend);
  const drawn = steps.times(gamma(steps, { shape, alpha }), beta ?? 1);
  return steps.result(rounded(steps, drawn, dtype), "RandomGamma") as tfjs.Tensor<R>;
}
