/** `tf.randomNormal` and `tf.randomStandardNormal`, also inside a trace. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { int, NO_ATTRS } from "../kernels/attrs.ts";
import { shapeSize } from "../../core/shape.ts";
import { randomBits } from "./bits.ts";
import { checkDtype } from "./check_dtype.ts";
import { drawNow } from "./guard.ts";
import { Steps } from "./steps.ts";
import { drawSeed, tracingBackend } from "./tracing.ts";

const TWO = [int("N", 2)];

/** A normal distribution, and how many numbers of it. */
export interface NormalOptions {
  /** Axis lengths. */
  readonly shape: readonly number[];
  /** Mean. */
  readonly mean: number;
  /** Standard deviation. */
  readonly stdDev: number;
}

/** Uniform float32 numbers above 0 and up to 1, of random bits: what a logarithm is taken of. */
export function shares(steps: Steps, bits: bigint): bigint {
  return steps.plus(steps.times(steps.cast(bits, "float32"), 2 ** -32), 2 ** -33);
}

/**
 * Normally distributed float32 numbers by Box and Muller's transform: the radius of a point in the
 * plane from one half of the bits, its angle from the other; the point's coordinates are the numbers.
 */
export function normal(steps: Steps, seed: bigint, { shape, mean, stdDev }: NormalOptions): bigint {
  const size = shapeSize(shape);
  const half = Math.ceil(size / 2);
  const bits = randomBits(steps, seed, { shape: [2, half], dtype: "uint32" });
  const [first, second] = [0, 1].map((row) => steps.slice(bits, [row, 0], [1, half])); // [1, half]
  const square = steps.times(steps.run("Log", NO_ATTRS, [shares(steps, first!)]), -2);
  const radius = steps.times(steps.run("Sqrt", NO_ATTRS, [square]), stdDev);
  const angle = steps.times(steps.cast(second!, "float32"), Math.PI * 2 ** -31);
  const [x, y] = ["Cos", "Sin"].map((op) =>
    steps.run("Mul", NO_ATTRS, [radius, steps.run(op, NO_ATTRS, [angle])])
  );
  const points = steps.run("ConcatV2", TWO, [x!, y!, steps.integer(0)]); // [2, half]
  const drawn = size === 2 * half
    ? points
    : steps.slice(steps.reshape(points, [2 * half]), [0], [size]);
  return steps.plus(steps.reshape(drawn, shape), mean);
}

/**
 * Draws from a normal distribution; see `randomNormal` of tfjs.
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
 * const draw = jit(() => tf.randomNormal([1000], 5, 0.1), { seed: 1 });
 * const mean = tf.mean(draw()).dataSync()[0]!;
 * assert(mean > 4.9 && mean < 5.1);
 * ```
 */
export function randomNormal<R extends tfjs.Rank>(
  shape: tfjs.ShapeMap[R],
  mean?: number,
  stdDev?: number,
  dtype?: "float32" | "int32",
  seed?: number,
): tfjs.Tensor<R> {
  const backend = tracingBackend();
  // tfjs takes a seed of 0 for none.
  if (backend === null || seed) {
    return drawNow(() => tfjs.randomNormal(shape, mean, stdDev, dtype, seed));
  }
  tfjs.util.assertNonNegativeIntegerDimensions(shape);
  checkDtype("tf.randomNormal()", dtype, ["float32", "int32"]);
  using steps = new Steps(backend);
  const drawn = normal(steps, drawSeed(steps), { shape, mean: mean ?? 0, stdDev: stdDev ?? 1 });
  return steps.result(rounded(steps, drawn, dtype), "RandomNormal") as tfjs.Tensor<R>;
}

/** `x` as it is, or for dtype int32 the nearest whole numbers. */
export function rounded(steps: Steps, x: bigint, dtype: "float32" | "int32" | undefined): bigint {
  return dtype === "int32" ? steps.cast(steps.run("Round", NO_ATTRS, [x]), "int32") : x;
}

/**
 * Draws from the normal distribution with mean 0 and standard deviation 1; see
 * `randomStandardNormal` of tfjs, and {@linkcode randomNormal} for compiled functions.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const noisy = jit((x: tf.Tensor) => tf.add(x, tf.randomStandardNormal(x.shape)), { seed: 1 });
 * const x = tf.zeros([1000]);
 * assert(tf.any(tf.notEqual(noisy(x), noisy(x))).dataSync()[0]);
 * ```
 */
export function randomStandardNormal<R extends tfjs.Rank>(
  shape: tfjs.ShapeMap[R],
  dtype?: "float32" | "int32",
  seed?: number,
): tfjs.Tensor<R> {
  return randomNormal(shape, 0, 1, dtype, seed);
}
