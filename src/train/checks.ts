/**
 * Checks of numbers that training takes.
 *
 * @module
 */

/**
 * @param value What was given.
 * @param what Beginning of the sentence: what cannot be done and which number it is about.
 * @throws {RangeError} When the value is no positive integer.
 */
export function checkPositiveInteger(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${what} must be a positive integer, current value is ${value}`);
  }
}

/** Checks a seed. */
export function checkSeed(seed: number, what: string): void {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`${what} must be a safe integer, current value is ${seed}`);
  }
}
