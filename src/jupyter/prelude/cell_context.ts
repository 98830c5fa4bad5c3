/**
 * Which cell code belongs to, wherever it runs: in timers, after awaits, in callbacks.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** Milliseconds for code that listens to Stop to come to its own end, before what it is awaited by ends. */
const GRACE = 600;

/** One run of a cell. */
export class CellContext {
  /** Number of the run. */
  readonly serial: number;
  /** Whether somebody answers `prompt()`. */
  readonly input: boolean;
  /** Aborted by Stop. */
  readonly controller = new AbortController();
  /** Rejects what the cell's code awaits. */
  readonly waiting = new Set<(reason: unknown) => void>();
  /** Whether code of the cell, such as a training loop, listens to Stop itself. */
  listens = false;
  /** Whether the cell is over although its code did not end. */
  abandoned = false;
  /** Ends the run from outside. */
  readonly ended: Promise<never>;
  /** Makes `ended` reject. */
  readonly end: (reason: unknown) => void;

  /**
   * @param serial Number of the run.
   * @param input Whether somebody answers `prompt()`.
   */
  constructor(serial: number, input: boolean) {
    this.serial = serial;
    this.input = input;
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.ended = promise;
    this.end = (reason) => {
      this.abandoned = true;
      reject(reason);
    };
  }

  /** Whether Stop was pressed. */
  get stopped(): boolean {
    return this.controller.signal.aborted;
  }

  /**
   * Stops what awaits; code that goes on meets the error at its next `await`. Code that listens may end
   * by itself first, and the cell then has its result; not so if Stop is pressed again.
   */
  stop(): void {
    const isFirst = !this.stopped;
    this.controller.abort(new DOMException("The cell was stopped", "AbortError"));
    if (isFirst && this.listens) setTimeout(() => this.#rejectWaiting(), GRACE);
    else this.#rejectWaiting();
  }

  #rejectWaiting(): void {
    for (const reject of this.waiting) reject(this.controller.signal.reason);
    this.waiting.clear();
  }
}

/** Carries the context along. */
export const cellStorage: AsyncLocalStorage<CellContext> = new AsyncLocalStorage();
