/**
 * Random bits from a seed.
 *
 * @module
 */

import { DType, dtypeBytes } from "../../core/dtype.ts";
import { shapeSize } from "../../core/shape.ts";
import { NO_ATTRS, type } from "../kernels/attrs.ts";
import type { Steps } from "./steps.ts";

/** TensorFlow's number for Philox, the generator that runs the same on every device. */
const PHILOX = 1;

const FULL_INT = [type("dtype", DType.int64)];
const AS_UINT64 = [type("type", DType.uint64)];
const FIRST_WORD_ZERO = BigInt64Array.of(0n, -1n);

/** Key and counter of a Philox generator. */
export interface Stream {
  /** A vector of one uint64. */
  readonly key: bigint;
  /** A vector of two uint64, the low word first. */
  readonly counter: bigint;
  /** Which generator they are for. */
  readonly algorithm: bigint;
}

/**
 * The stream that belongs to a seed, an int64 vector of 2: its first number is the key, its second
 * the upper half of the counter, whose lower half counts along the stream. So seeds that differ have
 * streams that never meet.
 *
 * TensorFlow's own op for this (`StatelessRandomGetKeyCounter`) gives another stream through XLA.
 */
export function streamOf(steps: Steps, seed: bigint): Stream {
  const upper = steps.run("BitwiseAnd", NO_ATTRS, [
    seed,
    steps.constant(DType.int64, [2], FIRST_WORD_ZERO),
  ]);
  return {
    key: steps.run("Bitcast", AS_UINT64, [steps.slice(seed, [0], [1])]),
    counter: steps.run("Bitcast", AS_UINT64, [upper]),
    algorithm: steps.integer(PHILOX),
  };
}

/** What {@linkcode randomBits} makes. */
export interface BitsOptions {
  /** Axis lengths. */
  readonly shape: readonly number[];
  /** Type of the elements, all of whose bits are random. */
  readonly dtype: "int16" | "uint32";
}

/**
 * Integers of random bits. They are the same on CPU and GPU, in a graph and through XLA; what
 * TensorFlow makes of them in its float ops is not.
 *
 * They are drawn 64 at a time: XLA's generator is twice as fast then.
 */
export function randomBits(steps: Steps, seed: bigint, { shape, dtype }: BitsOptions): bigint {
  const { key, counter, algorithm } = streamOf(steps, seed);
  const size = shapeSize(shape);
  const perWord = 8 / dtypeBytes(DType[dtype]);
  const words = Math.ceil(size / perWord);
  const drawn = steps.run("StatelessRandomUniformFullIntV2", FULL_INT, [
    steps.integers([words]),
    key,
    counter,
    algorithm,
  ]);
  const parts = steps.run("Bitcast", [type("type", DType[dtype])], [drawn]); // [words, perWord]
  if (words * perWord === size) return steps.reshape(parts, shape);
  const row = steps.reshape(parts, [words * perWord]);
  return steps.reshape(steps.slice(row, [0], [size]), shape);
}
