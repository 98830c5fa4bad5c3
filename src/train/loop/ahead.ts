/**
 * One batch made ahead.
 *
 * @module
 */

import type { Batch, BatchIterator } from "./batches.ts";

type Next = Batch | undefined | Promise<Batch | undefined>;

/** A pass whose next batch can be begun, or waited for, before its turn. */
export class Ahead {
  readonly #pass: BatchIterator;
  #next: { readonly batch: Next } | undefined;

  /** Takes a pass over. */
  constructor(pass: BatchIterator) {
    this.#pass = pass;
  }

  /** The next batch. */
  take(): Next {
    const next = this.#next === undefined ? this.#pass.next() : this.#next.batch;
    this.#next = undefined;
    return next;
  }

  /** Begins to make the batch that comes next. */
  prepare(): void {
    if (this.#next !== undefined) return;
    const batch = this.#pass.next();
    // It is heard of when its turn comes.
    if (batch instanceof Promise) batch.catch(() => {});
    this.#next = { batch };
  }

  /** Whether there is none any more. */
  async isEmpty(): Promise<boolean> {
    this.prepare();
    return await this.#next!.batch === undefined;
  }

  /** Frees what was made and not taken, and ends the pass. */
  async close(): Promise<void> {
    const [made] = await Promise.allSettled([this.#next?.batch]);
    if (made.status === "fulfilled") made.value?.dispose();
    await this.#pass.close();
  }
}
