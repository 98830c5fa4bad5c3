/** `tf.randomUniform` and `tf.randomUniformInt`, also inside a trace. @module */

import { DType } from "../../core/dtype.ts";
import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { NO_ATTRS } from "../kernels/attrs.ts";
import { randomBits, streamOf } from "./bits.ts";
import { checkDtype } from "./check_dtype.ts";
import { drawNow } from "./guard.ts";
import { Steps } from "./steps.ts";
import { drawSeed, tracingBackend } from "./tracing.ts";

/** Bits of a float32 below its exponent, with the hidden one. */
const MANTISSA = 24;
const SURPLUS = Uint32Array.of(32 - MANTISSA);

/** Where uniform numbers lie, and how many. */
export interface UniformOptions {
  /** Axis lengths. */
  readonly shape: readonly number[];
  /** The least number. Default: 0. */
  readonly min?: number;
  /** The number that none reaches, but for rounding. Default: 1. */
  readonly max?: number;
}

/** Uniform float32 numbers from `min` to below `max`, on a grid of 2^24 steps. */
export function uniform(
  steps: Steps,
  seed: bigint,
  { shape, min = 0, max = 1 }: UniformOptions,
): bigint {
  return steps.plus(steps.times(gridPoints(steps, seed, shape), (max - min) * 2 ** -MANTISSA), min);
}

/** Whole float32 numbers from 0 to below 2^24, each as likely as the others. */
export function gridPoints(steps: Steps, seed: bigint, shape: readonly number[]): bigint {
  const bits = randomBits(steps, seed, { shape, dtype: "uint32" });
  const surplus = steps.constant(DType.uint32, [], SURPLUS);
  return steps.cast(steps.run("RightShift", NO_ATTRS, [bits, surplus]), "float32");
}

/** Uniform int32 numbers from `min` to below `max`, both whole. */
function uniformIntegers(
  steps: Steps,
  seed: bigint,
  { shape, min, max }: Required<UniformOptions>,
): bigint {
  const { key, counter, algorithm } = streamOf(steps, seed);
  const bounds = [steps.integer(min), steps.integer(max)];
  const drawn = steps.run("StatelessRandomUniformIntV2", NO_ATTRS, [
    steps.integers(shape),
    key,
    counter,
    algorithm,
    ...bounds,
  ]);
  if (min >= 0) return drawn;
  // tfjs rounds towards zero: what lies between -2 and -1 becomes -1.
  const negative = steps.run("Less", NO_ATTRS, [drawn, steps.integer(0)]);
  return steps.run("AddV2", NO_ATTRS, [drawn, steps.cast(negative, "int32")]);
}

/**
 * Draws from a uniform distribution; see `randomUniform` of tfjs.
 *
 * In a function that `jit` compiles the numbers are drawn anew at each call, unless `seed` is given:
 * then they are those that tfjs draws for it, at each call the same.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const draw = jit(() => tf.randomUniform([3], 10, 20), { seed: 1 });
 * const [first, second] = [draw(), draw()];
 * assert(first.dataSync().every((value) => value >= 10 && value <= 20));
 * assert(tf.any(tf.notEqual(first, second)).dataSync()[0]);
 * ```
 */
export function randomUniform<R extends tfjs.Rank>(
  shape: tfjs.ShapeMap[R],
  minval?: number,
  maxval?: number,
  dtype?: "float32" | "int32" | "bool",
  seed?: number | string,
): tfjs.Tensor<R> {
  const backend = tracingBackend();
  if (backend === null || (seed ?? null) !== null) {
    return drawNow(() => tfjs.randomUniform(shape, minval, maxval, dtype, seed));
  }
  tfjs.util.assertNonNegativeIntegerDimensions(shape);
  checkDtype("tf.randomUniform()", dtype, ["float32", "int32", "bool"]);
  const options = { shape, min: minval ?? 0, max: maxval ?? 1 };
  return traceUniform(backend, dtype ?? "float32", options) as tfjs.Tensor<R>;
}

function traceUniform(
  backend: TensorflowBackend,
  dtype: "float32" | "int32" | "bool",
  options: Required<UniformOptions>,
): tfjs.Tensor {
  using steps = new Steps(backend);
  const seed = drawSeed(steps);
  let drawn: bigint;
  if (dtype === "float32") drawn = uniform(steps, seed, options);
  else if (isInt32(options.min) && isInt32(options.max) && options.min < options.max) {
    drawn = uniformIntegers(steps, seed, options);
  } else drawn = steps.cast(uniform(steps, seed, options), "int32");
  if (dtype === "bool") drawn = steps.cast(drawn, "bool");
  return steps.result(drawn, "RandomUniform");
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}

/**
 * Draws whole numbers from a uniform distribution; see `randomUniformInt` of tfjs, which rounds
 * towards zero, so that a negative `minval` itself never comes and zero comes twice as often.
 *
 * In a function that `jit` compiles the numbers are drawn anew at each call, unless `seed` is given.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const roll = jit(() => tf.randomUniformInt([100], 1, 7), { seed: 1 });
 * assert(roll().dataSync().every((eyes) => eyes >= 1 && eyes <= 6));
 * ```
 */
export function randomUniformInt<R extends tfjs.Rank>(
  shape: tfjs.ShapeMap[R],
  minval: number,
  maxval: number,
  seed?: number | string,
): tfjs.Tensor<R> {
  return randomUniform(shape, minval, maxval, "int32", seed);
}
