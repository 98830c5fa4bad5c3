/**
 * Checks of what schedules are made from.
 *
 * @module
 */

/** Refuses a number of steps that is none. */
export function checkSteps(name: string, what: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(
    `Cannot make the schedule ${name}: ${what} must be a positive number, current value is ${value}`,
  );
}

/** Refuses what is no finite number, or is below `least`. */
export function checkNumber(name: string, what: string, value: number, least = -Infinity): void {
  if (Number.isFinite(value) && value >= least) return;
  const wanted = least === -Infinity ? "a finite number" : `a number from ${least} on`;
  throw new RangeError(
    `Cannot make the schedule ${name}: ${what} must be ${wanted}, current value is ${value}`,
  );
}
