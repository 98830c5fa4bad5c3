/**
 * Runs as JSON lines.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../core/require_options.ts";
import type { Tracker } from "./tracker.ts";

/** How lines are written. */
export interface JsonLinesLoggerOptions {
  /** Clock in milliseconds since 1970. */
  readonly now?: () => number;
}

const JSON_LINES_LOGGER_OPTIONS: OptionNames<JsonLinesLoggerOptions> = { now: true };

/**
 * Writes the numbers of each step as one line of JSON: `{"step":1,"time":…,"loss":0.5}`. JSON has no NaN
 * and no infinities: they are written as texts. A file that is there is continued.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { track } from "tensaur";
 *
 * const path = await Deno.makeTempFile();
 * using logger = new track.JsonLinesLogger(path, { now: () => 0 });
 * logger.log({ loss: 0.5 }, 1);
 * const time = '"1970-01-01T00:00:00.000Z"';
 * assertEquals(await Deno.readTextFile(path), `{"step":1,"time":${time},"loss":0.5}\n`);
 * ```
 */
export class JsonLinesLogger implements Tracker {
  readonly #file: Deno.FsFile;
  readonly #now: () => number;

  /**
   * Opens the file.
   *
   * @param path The file.
   * @param options The clock.
   */
  constructor(path: string, options: JsonLinesLoggerOptions = {}) {
    requireOptions("Cannot log", options, JSON_LINES_LOGGER_OPTIONS);
    this.#now = options.now ?? Date.now;
    this.#file = Deno.openSync(path, { append: true, create: true });
  }

  /**
   * Writes a line.
   *
   * @param values By name.
   * @param step The step they belong to.
   */
  log(values: Readonly<Record<string, number>>, step: number): void {
    const time = new Date(this.#now()).toISOString();
    const line = JSON.stringify(
      { step, time, ...values },
      (_, value) => typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
    );
    const bytes = new TextEncoder().encode(`${line}\n`);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.close();
  }
}
