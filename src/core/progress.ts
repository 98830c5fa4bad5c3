/**
 * How far a long piece of work has come, in numbers and words.
 *
 * @module
 */

import { byteText, threeDigits } from "./byte_text.ts";

/** What a piece of work is. */
export interface ProgressOptions {
  /** What is counted up to; without it only the count and the rate are known. */
  total?: number | undefined;
  /** "B" for bytes, shown with decimal prefixes, or a word such as "it" or "images". */
  unit: string;
  /** What is going on. */
  label: string;
  /** Clock in milliseconds. */
  now?: () => number;
}

/** Counts, and says how far the work has come: share, count, rate, time left. It writes nowhere. */
export class Progress {
  /** What is going on. */
  readonly label: string;
  /** What is counted up to. */
  readonly total: number | undefined;
  #unit: string;
  #now: () => number;
  #start: number;
  #end: number | undefined;
  /** What was done when the work began, so that resumed bytes do not count as fast ones. */
  #base: number | undefined;
  #done = 0;
  #note = "";

  /**
   * Starts the clock.
   *
   * @throws {RangeError} When the total is negative or no number.
   */
  constructor(options: ProgressOptions) {
    const { label, total, unit, now = () => performance.now() } = options;
    if (total !== undefined && !(total >= 0)) {
      throw new RangeError(
        `Cannot show progress: total must be 0 or more, current value is ${total}`,
      );
    }
    this.label = label;
    this.total = total;
    this.#unit = unit;
    this.#now = now;
    this.#start = now();
  }

  /** How much is done in all. */
  get done(): number {
    return this.#done;
  }

  /** Done of the total, from 0 to 1; undefined without a total. */
  get share(): number | undefined {
    const { total } = this;
    return total === undefined ? undefined : total === 0 ? 1 : Math.min(1, this.#done / total);
  }

  /** Whether the work has ended. */
  get finished(): boolean {
    return this.#end !== undefined;
  }

  /** Tells how much is done in all, with a note such as a loss; without one the last one stays. */
  update(done: number, note?: string): void {
    if (this.finished) return;
    this.#base ??= done;
    this.#done = done;
    if (note !== undefined) this.#note = note;
  }

  /** Stops the clock; further calls change nothing. */
  finish(note = ""): void {
    if (this.finished) return;
    this.#end = this.#now();
    this.#note = note;
  }

  /** Count, rate, time left and note; when finished, count, time taken, rate and note. */
  get facts(): string[] {
    const left = this.finished ? undefined : this.#secondsLeft();
    return [
      this.#count,
      this.finished ? `in ${duration(this.#seconds)}` : [],
      this.#rate ?? [],
      left === undefined ? [] : `${duration(left)} left`,
      this.#note || [],
    ].flat();
  }

  /** All of it on one line. */
  toText(): string {
    const { share, label } = this;
    const facts = this.facts.join(" · ");
    // A total of none has no share worth a word.
    return this.finished || !this.total || share === undefined
      ? `${label} ${facts}`
      : `${label}${percent(share)} · ${facts}`;
  }

  /**
   * The same with a bar, where a line of so many columns has room for one.
   *
   * @param columns Characters that there are.
   * @param labels Characters of the longest label of all bars below each other.
   */
  toLine(columns: number, labels = 0): string {
    const { share } = this;
    const label = this.label.padEnd(labels);
    if (this.finished || !this.total || share === undefined) return this.toText();
    const all = this.facts;
    const rate = this.#rate;
    // Where the room does not do for a bar, the rate gives way: the time left says as much.
    for (const facts of [all, all.filter((fact) => fact !== rate)]) {
      const text = facts.join(" · ");
      const room = columns - label.length - text.length - 11;
      // A bar of fewer characters says less than the percentage.
      if (room >= 8) return `${label} ${bar(share, Math.min(room, 30))}${percent(share)} · ${text}`;
    }
    return this.toText();
  }

  get #count(): string {
    const { total } = this;
    const done = this.#done;
    if (this.#unit === "B") {
      return total === undefined ? byteText(done) : `${byteText(done)} of ${byteText(total)}`;
    }
    return total === undefined ? `${done} ${this.#unit}` : `${done}/${total} ${this.#unit}`;
  }

  get #seconds(): number {
    return ((this.#end ?? this.#now()) - this.#start) / 1000;
  }

  get #perSecond(): number | undefined {
    const seconds = this.#seconds;
    const moved = this.#done - (this.#base ?? 0);
    return seconds > 0 && moved > 0 ? moved / seconds : undefined;
  }

  get #rate(): string | undefined {
    const rate = this.#perSecond;
    if (rate === undefined) return undefined;
    if (this.#unit === "B") return `${byteText(rate)}/s`;
    return rate >= 1
      ? `${threeDigits(rate)} ${this.#unit}/s`
      : `${threeDigits(1 / rate)} s/${this.#unit.replace(/(?<=[^s])s$/, "")}`;
  }

  #secondsLeft(): number | undefined {
    const rate = this.#perSecond;
    const { total } = this;
    return rate === undefined || total === undefined
      ? undefined
      : Math.max(0, total - this.#done) / rate;
  }
}

/** A share in whole per cent: the nearest, but 100 only where all is done. */
export function percentOf(share: number): number {
  return share >= 1 ? 100 : Math.min(99, Math.round(share * 100));
}

function percent(share: number): string {
  return `${percentOf(share)}%`.padStart(5);
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bar(share: number, width: number): string {
  const filled = share * width;
  const full = Math.floor(filled);
  const part = EIGHTHS[Math.floor((filled - full) * 8)] ?? "";
  return `▕${("█".repeat(full) + part).padEnd(width)}▏`;
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}
