/**
 * Progress bars.
 *
 * @module
 */

import { Progress } from "../../core/progress.ts";
import type { TextTarget } from "../../core/text_target.ts";
import { cut } from "../text/fit.ts";
import { printable } from "../text/printable.ts";
import { type BarPlace, placeBar } from "./bar_group.ts";
import type { Pace } from "./throttle.ts";

/** What a bar says, and where. */
export interface ProgressBarOptions {
  /** What is going on, in front of the bar; "Progress" unless told. */
  readonly label?: string;
  /** What is counted up to, where the values do not tell; undefined where nobody knows. */
  readonly total?: number | undefined;
  /** What is counted: a word, or "B" for bytes, shown as kB, MB and so on; "it" unless told. */
  readonly unit?: string;
  /**
   * Whether the finished bar stays; unless told, a bar within another one's loop vanishes and others
   * stay.
   */
  readonly keep?: boolean;
  /** Where the text goes instead of to the notebook or stderr. */
  readonly target?: TextTarget | undefined;
  /** How often it is drawn. */
  readonly pace?: Pace;
}

const MOST_LABEL = 60;

/** A bar with share, count, rate and the time left, as `progress()` makes it. */
export class ProgressBar implements Disposable {
  readonly #progress: Progress;
  readonly #place: BarPlace;
  readonly #keep: boolean;

  /**
   * Shows the bar.
   *
   * @throws {RangeError} When the total is negative or no number.
   */
  constructor(options: ProgressBarOptions = {}) {
    const { label = "Progress", total, unit = "it", target, pace } = options;
    const { now } = pace?.clock ?? {};
    this.#progress = new Progress({
      label: cut(printable(label), MOST_LABEL),
      total,
      unit: printable(unit),
      ...now && { now },
    });
    const { place, inner } = placeBar(this.#progress, { target, pace });
    this.#place = place;
    this.#keep = options.keep ?? !inner;
  }

  /** How much is done in all. */
  get done(): number {
    return this.#progress.done;
  }

  /**
   * Tells how much is done in all. The rate counts from the first call: what was there before is
   * no work of this run.
   *
   * @param done The count.
   * @param note A word behind the numbers, such as a loss; the last one stays unless told.
   */
  update(done: number, note?: string): void {
    this.#progress.update(done, note === undefined ? undefined : printable(note));
    if (!this.#progress.finished) this.#place.update();
  }

  /**
   * Tells that more is done.
   *
   * @param by How much more; 1 unless told.
   * @param note A word behind the numbers; the last one stays unless told.
   */
  advance(by?: number, note?: string): void {
    this.update(this.#progress.done + (by ?? 1), note);
  }

  /** Puts a word behind the numbers. */
  note(text: string): void {
    this.update(this.#progress.done, text);
  }

  /** Writes a line above the bar; `console.log` would write into a terminal's bar. */
  print(text: string): void {
    this.#place.print(text);
  }

  /** Clears a terminal of the bars until the next update, for what others write meanwhile. */
  hide(): void {
    this.#place.hide();
  }

  /**
   * Shows the last state and the time taken. Further calls do nothing.
   *
   * @param note A word behind the numbers.
   * @param keep Whether the bar stays, if that was not known before.
   */
  finish(note = "", keep: boolean = this.#keep): void {
    if (this.#progress.finished) return;
    this.#progress.finish(printable(note));
    this.#place.finish(keep);
  }

  /** Ends the bar, and says so where it is not full. */
  [Symbol.dispose](): void {
    const { share } = this.#progress;
    this.finish(share === undefined || share >= 1 ? "" : "stopped");
  }
}
