/**
 * Checks of what sound is turned into features by.
 *
 * @module
 */

/** Refuses what is no positive integer. */
export function requireCount(verb: string, name: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return;
  throw new RangeError(`${verb}: ${name} must be a positive integer, current value is ${value}`);
}

/** Refuses what is no number above 0. */
export function requirePositive(verb: string, name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new RangeError(`${verb}: ${name} must be greater than 0, current value is ${value}`);
}
