/**
 * Seeded permutations: the one source of order for shuffling, independent of the engine and the same
 * on every machine.
 *
 * @module
 */

/** Thirty-two well mixed bits from any integer (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * SFC32, a small generator that passes PractRand.
 *
 * @param seed Integers which together make the seed.
 * @returns A function that returns 32 random bits, as an integer from 0, per call.
 */
export function generator(seed: readonly number[]): () => number {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  for (const part of seed) {
    a ^= mix(part);
    // The high half of seeds beyond 32 bits, such as Date.now(), counts as well.
    b ^= mix(Math.floor(part / 4294967296));
    for (let i = 0; i < 12; i++) next();
  }
  return next;
}

/**
 * A random order of the integers from 0 to `size - 1` (Fisher-Yates), decided by the seed alone.
 *
 * @param size How many integers.
 * @param seed An integer, or several which together make the seed, such as a run's seed and an epoch.
 * @returns Each integer once; as `tf.tensor1d(order, "int32")` it orders what `tf.gather` takes.
 * @throws {RangeError} When the size is no non-negative integer or a seed is no safe integer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const order = data.permutation(5, 1);
 * assertEquals(order, data.permutation(5, 1));
 * assertEquals([...order].sort(), [0, 1, 2, 3, 4]);
 * ```
 */
export function permutation(size: number, seed: number | readonly number[]): Int32Array {
  if (!Number.isInteger(size) || size < 0 || size > 0x7fffffff) {
    throw new RangeError(
      `Cannot make a permutation: size must be an integer from 0 to 2147483647, current value is ${size}`,
    );
  }
  const parts = typeof seed === "number" ? [seed] : seed;
  for (const part of parts) {
    if (!Number.isSafeInteger(part)) {
      throw new RangeError(
        `Cannot make a permutation: a seed must be a safe integer, current value is ${part}`,
      );
    }
  }
  const next = generator(parts);
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    // Scaling 32 bits is biased by at most size / 2^32, which no shuffle of data can show.
    const j = Math.floor((next() / 4294967296) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
