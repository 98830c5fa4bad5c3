/**
 * Checks of what schedules are made from.
 *
 * @module
 */

import { requireOptions } from "../../core/require_options.ts";

/** Refuses options that a schedule does not know, such as misspelled ones. */
export function checkOptions(name: string, options: object, names: object): void {
  requireOptions(`Cannot make the schedule ${name}`, options, names);
}

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
