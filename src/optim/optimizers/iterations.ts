/**
 * Counts of calls in tensors of 32 bits.
 *
 * @module
 */

const LOW = 2 ** 31;

/** A count as two numbers that int32 holds. */
export function splitCount(count: number): [number, number] {
  return [count % LOW, Math.floor(count / LOW)];
}

/** The count again; also of one number alone, as tfjs's optimizers save it. */
export function joinCount(parts: ArrayLike<number>): number {
  return parts[0]! + (parts[1] ?? 0) * LOW;
}
