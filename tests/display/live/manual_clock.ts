import type { Clock } from "../../../src/display/live/throttle.ts";

/** A clock that goes on when it is told to. */
export class ManualClock implements Clock {
  #now = 0;
  #calls = new Map<object, { at: number; call: () => void }>();

  readonly now = (): number => this.#now;

  after(milliseconds: number, call: () => void): () => void {
    const key = {};
    this.#calls.set(key, { at: this.#now + milliseconds, call });
    return () => void this.#calls.delete(key);
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#calls.size;
  }

  /** Lets time pass, and with it what waits for it. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#calls].filter(([, { at }]) => at <= end);
      const [next] = due.sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined) break;
      const [key, { at, call }] = next;
      this.#now = Math.max(this.#now, at);
      this.#calls.delete(key);
      call();
    }
    this.#now = Math.max(this.#now, end);
  }
}
