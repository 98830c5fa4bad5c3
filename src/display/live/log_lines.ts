/**
 * Progress where lines can only be added, as in a log.
 *
 * @module
 */

import type { Progress } from "../../core/progress.ts";
import type { TextTarget } from "../../core/text_target.ts";
import type { BarPlace } from "./bar_group.ts";
import { CLOCK } from "./throttle.ts";

/** Shares of the work after which a line is written. */
const EVERY = 0.1;

/** Milliseconds between two lines, and where there is no total. */
const AFTER = 1_000;
const UNCOUNTED_AFTER = 10_000;

/** A line for each tenth, at most one a second, and one at the end. */
export class LogLines implements BarPlace {
  readonly #bar: Progress;
  readonly #target: TextTarget;
  readonly #now: () => number;
  #writtenAt: number;
  #next = EVERY;

  /**
   * Writes nothing yet.
   *
   * @param bar What is written about.
   * @param target Where to.
   * @param now Clock in milliseconds.
   */
  constructor(bar: Progress, target: TextTarget, now: () => number = CLOCK.now) {
    this.#bar = bar;
    this.#target = target;
    this.#now = now;
    this.#writtenAt = now();
  }

  /** Writes a line where one is due. */
  update(): void {
    const { share } = this.#bar;
    const now = this.#now();
    if (now - this.#writtenAt < (share === undefined ? UNCOUNTED_AFTER : AFTER)) return;
    if (share !== undefined) {
      // The last line belongs to finish().
      if (share < this.#next || share >= 1) return;
      this.#next = (Math.floor(share / EVERY + 1e-9) + 1) * EVERY;
    }
    this.#writtenAt = now;
    this.print(this.#bar.toText());
  }

  /** Writes the last line of a bar that stays. */
  finish(keep: boolean): void {
    if (keep) this.print(this.#bar.toText());
  }

  /** Writes a line. */
  print(text: string): void {
    this.#target.write(`${text}\n`);
  }

  /** There is nothing to be hidden. */
  hide(): void {}
}
