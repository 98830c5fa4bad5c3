/**
 * Room for everything else while a long loop runs.
 *
 * @module
 */

/** Decides when a loop has run long enough to let timers, signals and output have a turn. */
export class Pause {
  #interval: number;
  #last = performance.now();

  /** @param interval Milliseconds from one turn to the next. */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** Whether the interval is over. */
  get due(): boolean {
    return performance.now() - this.#last >= this.#interval;
  }

  /** Gives way once and begins the next interval. */
  async take(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#last = performance.now();
  }
}
