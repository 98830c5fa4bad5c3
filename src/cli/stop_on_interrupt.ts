/**
 * Ctrl-C, once to stop the work in good order, twice to end the program.
 *
 * @module
 */

import { STOPPED } from "./exit_codes.ts";
import { writeError } from "./terminal.ts";

/** While it lives, Ctrl-C aborts a signal. */
export class StopOnInterrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #message: string;
  readonly #listener = () => {
    if (this.#controller.signal.aborted) Deno.exit(STOPPED);
    writeError(`\n${this.#message}; Ctrl-C again ends at once\n`);
    this.#controller.abort();
  };

  /** Says the message at the first Ctrl-C. */
  constructor(message: string) {
    this.#message = message;
    Deno.addSignalListener("SIGINT", this.#listener);
  }

  /** Aborted at the first Ctrl-C. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives Ctrl-C back its usual meaning. */
  [Symbol.dispose](): void {
    Deno.removeSignalListener("SIGINT", this.#listener);
  }
}
