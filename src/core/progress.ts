/**
 * A progress bar for terminals and, as plain lines, for logs.
 *
 * @module
 */

import { byteText, threeDigits } from "./byte_text.ts";

/** Options of {@linkcode Progress}. */
export interface ProgressOptions {
  /** What is counted up to; without it only the count and the rate are shown. */
  total?: number | undefined;
  /** "B" for bytes, shown with decimal prefixes, or a word such as "it" or "images". */
  unit: string;
  /** What is going on, in front of the bar. */
  label: string;
  /** Receives the text; by default it is dropped. */
  write?: (text: string) => void;
  /** Whether the text goes to a terminal, where the bar is redrawn in place. */
  terminal?: boolean;
  /** Width of the terminal, 80 by default. */
  columns?: number;
  /** Clock in milliseconds. */
  now?: () => number;
}

/** Milliseconds between two drawings in a terminal. */
const REDRAW_AFTER = 200;

/** Steps of a tenth at which a line is written where there is no terminal. */
const LINE_EVERY = 0.1;

/** Milliseconds between two lines where there is no terminal, and where there is no total either. */
const LINE_AFTER = 1_000;
const UNCOUNTED_LINE_AFTER = 10_000;

/** Shows how far a long piece of work has come: share, count, rate, time left. */
export class Progress {
  #options: ProgressOptions;
  #now: () => number;
  #start: number;
  /** What was done when the work began, so that resumed bytes do not count as fast ones. */
  #base: number | undefined;
  #done = 0;
  #drawnAt = -Infinity;
  #nextLine = LINE_EVERY;
  #drawnWidth = 0;
  #finished = false;

  /** Starts the clock; nothing is written yet. */
  constructor(options: ProgressOptions) {
    const { total } = options;
    if (total !== undefined && !(total >= 0)) {
      throw new RangeError(
        `Cannot show progress: total must be 0 or more, current value is ${total}`,
      );
    }
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#start = this.#now();
  }

  /**
   * Tells how much is done in all, with an optional note such as a loss. Drawn at most five times
   * a second in a terminal, elsewhere as a line for each tenth and at most one a second.
   */
  update(done: number, note = ""): void {
    if (this.#finished) return;
    this.#base ??= done;
    this.#done = done;
    const now = this.#now();
    if (this.#options.terminal) {
      if (now - this.#drawnAt < REDRAW_AFTER) return;
      this.#drawnAt = now;
      this.#draw(note);
      return;
    }
    const { total } = this.#options;
    const quiet = total === undefined ? UNCOUNTED_LINE_AFTER : LINE_AFTER;
    if (now - Math.max(this.#drawnAt, this.#start) < quiet) return;
    if (total !== undefined) {
      const share = total === 0 ? 1 : done / total;
      // The last line belongs to finish().
      if (share < this.#nextLine || share >= 1) return;
      this.#nextLine = (Math.floor(share / LINE_EVERY + 1e-9) + 1) * LINE_EVERY;
    }
    this.#drawnAt = now;
    this.#write(`${this.#text(note)}\n`);
  }

  /** Writes the last state with the time taken and ends the line. Further calls do nothing. */
  finish(note = ""): void {
    if (this.#finished) return;
    this.#finished = true;
    const seconds = (this.#now() - this.#start) / 1000;
    const { total, label } = this.#options;
    const parts = [`${label} ${this.#count(this.#done, total)}`, `in ${duration(seconds)}`];
    const rate = this.#rate();
    if (rate !== undefined) parts.push(rate);
    if (note) parts.push(note);
    const text = parts.join(" · ");
    this.#write(this.#options.terminal ? `\r${this.#padded(this.#fit(text))}\n` : `${text}\n`);
  }

  #draw(note: string): void {
    this.#write(`\r${this.#padded(this.#fit(this.#text(note, true)))}`);
  }

  #text(note: string, withBar = false): string {
    const { total, label } = this.#options;
    const count = this.#count(this.#done, total);
    const rate = this.#rate() ?? [];
    const left = this.#secondsLeft();
    const end = [left === undefined ? [] : `${duration(left)} left`, note || []];
    const rest = [count, rate, end].flat(2).join(" · ");
    if (!total) return `${label} ${rest}`;
    const share = Math.min(1, this.#done / total);
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    const columns = this.#options.columns ?? 80;
    // Where the room does not do for a bar, the rate gives way: the time left says as much.
    const short = [count, end].flat(2).join(" · ");
    for (const text of withBar ? [rest, short] : []) {
      const room = columns - label.length - text.length - percent.length - 7;
      // A bar of fewer characters says less than the percentage.
      if (room >= 8) return `${label} ${bar(share, Math.min(room, 30))}${percent} · ${text}`;
    }
    return `${label}${percent} · ${rest}`;
  }

  #count(done: number, total: number | undefined): string {
    const { unit } = this.#options;
    if (unit === "B") {
      return total === undefined ? byteText(done) : `${byteText(done)} of ${byteText(total)}`;
    }
    return total === undefined ? `${done} ${unit}` : `${done}/${total} ${unit}`;
  }

  #perSecond(): number | undefined {
    const seconds = (this.#now() - this.#start) / 1000;
    const moved = this.#done - (this.#base ?? 0);
    return seconds > 0 && moved > 0 ? moved / seconds : undefined;
  }

  #rate(): string | undefined {
    const rate = this.#perSecond();
    if (rate === undefined) return undefined;
    const { unit } = this.#options;
    if (unit === "B") return `${byteText(rate)}/s`;
    return rate >= 1 ? `${threeDigits(rate)} ${unit}/s` : `${threeDigits(1 / rate)} s/${unit}`;
  }

  #secondsLeft(): number | undefined {
    const rate = this.#perSecond();
    const { total } = this.#options;
    if (rate === undefined || total === undefined) return undefined;
    return Math.max(0, total - this.#done) / rate;
  }

  /** One column stays free: a full line would wrap and could not be redrawn. */
  #fit(text: string): string {
    const width = Math.max(1, (this.#options.columns ?? 80) - 1);
    return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
  }

  #padded(text: string): string {
    const padded = text.padEnd(this.#drawnWidth);
    this.#drawnWidth = text.length;
    return padded;
  }

  #write(text: string): void {
    this.#options.write?.(text);
  }
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
