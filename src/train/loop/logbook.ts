/**
 * The numbers of a training, written down.
 *
 * @module
 */

import type { LogRecord } from "./events.ts";
import type { Standing } from "./standing.ts";

/** Hands numbers to the history, the trackers and the callbacks. */
export class Logbook {
  readonly #standing: Standing;
  #started = 0;
  #firstStep = 0;

  /** Nothing is written yet. */
  constructor(standing: Standing) {
    this.#standing = standing;
  }

  /** Training begins, or goes on. */
  begin(): void {
    this.#started = performance.now();
    this.#firstStep = this.#standing.progress.globalStep;
  }

  /** Writes numbers down. */
  async log(values: Readonly<Record<string, number>>): Promise<void> {
    const { progress, options, callbacks, epochsDone } = this.#standing;
    const { globalStep: step, logHistory } = progress;
    const log: LogRecord = { step, epoch: epochsDone, values };
    logHistory.push(log);
    for (const tracker of options.trackers) tracker.log(values, step);
    await callbacks.tell("onLog", { ...this.#standing.event(), log });
  }

  /** How long this run took, and how fast it was. */
  async end(): Promise<void> {
    const seconds = (performance.now() - this.#started) / 1000;
    const steps = this.#standing.progress.globalStep - this.#firstStep;
    await this.log({ trainRuntime: seconds, trainStepsPerSecond: steps / seconds });
  }
}
