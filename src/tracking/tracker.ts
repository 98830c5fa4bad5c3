/**
 * What follows a training run.
 *
 * @module
 */

/** A place for the numbers of a run; training tells it what comes of each step. */
export interface Tracker {
  /**
   * Takes the numbers of one step.
   *
   * @param values By name.
   * @param step The step.
   */
  log(values: Readonly<Record<string, number>>, step: number): void;
  /** Ends the record. */
  close(): void;
}
