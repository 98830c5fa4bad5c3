/**
 * Drawing now and then instead of at each change.
 *
 * @module
 */

/** Time, which tests move by hand. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls a function later, unless what it returns is called before. */
  after(milliseconds: number, call: () => void): () => void;
}

/** The clock of the machine. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** How often is drawn. */
export interface Pace {
  /** Milliseconds between two drawings, at least; 220 unless told. */
  readonly interval?: number;
  /** Share of the time that drawing may take, so that slow drawings come less often; 0.1 unless told. */
  readonly share?: number;
  /** The machine's unless told. */
  readonly clock?: Clock;
}

/** Longest time between two drawings, in milliseconds, however long one takes. */
const SLOWEST = 1_000;

/** Draws at once where the last drawing is long enough ago, else as soon as it is. */
export class Throttle {
  readonly #draw: () => void;
  readonly #interval: number;
  readonly #share: number;
  readonly #clock: Clock;
  #dueAt = -Infinity;
  /** What the last drawing took; none is known before the first. */
  #took = 0;
  #cancel: (() => void) | undefined;

  /** @param draw Draws what is there now. */
  constructor(draw: () => void, pace: Pace = {}) {
    const { interval = 220, share = 0.1, clock = CLOCK } = pace;
    this.#draw = draw;
    this.#interval = interval;
    this.#share = share;
    this.#clock = clock;
  }

  /** Whether a request would be drawn at once. */
  get due(): boolean {
    return this.#clock.now() >= this.#dueAt;
  }

  /** Something has changed. */
  request(): void {
    if (this.due) return this.flush();
    this.#cancel ??= this.#clock.after(this.#dueAt - this.#clock.now(), () => this.flush());
  }

  /** Draws, whenever the last time was. */
  flush(): void {
    this.cancel();
    const begun = this.#clock.now();
    this.#draw();
    const took = this.#clock.now() - begun;
    // The lower of two: the first drawing compiles what it runs, and now and then memory is cleared.
    const usual = Math.min(took, this.#took);
    this.#took = took;
    const pause = Math.min(SLOWEST, Math.max(this.#interval, usual / this.#share));
    this.#dueAt = begun + pause;
  }

  /** Forgets a request that waits. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
