/**
 * Runs as comma-separated values.
 *
 * @module
 */

import type { Tracker } from "./tracker.ts";

/**
 * Writes the numbers of each step as one row. A name that comes later adds a column: the file is then
 * written anew, and the earlier rows stay empty there. A file that is there is replaced.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { track } from "tensaur";
 *
 * const path = await Deno.makeTempFile();
 * const logger = new track.CsvLogger(path);
 * logger.log({ loss: 0.5 }, 1);
 * logger.log({ loss: 0.25, accuracy: 0.9 }, 2);
 * logger.close();
 * assertEquals(await Deno.readTextFile(path), "step,loss,accuracy\n1,0.5,\n2,0.25,0.9\n");
 * ```
 */
export class CsvLogger implements Tracker {
  readonly #path: string;
  readonly #columns: string[] = [];
  readonly #rows: ReadonlyMap<string, number>[] = [];
  #file: Deno.FsFile;

  /**
   * Makes the file.
   *
   * @param path The file.
   */
  constructor(path: string) {
    this.#path = path;
    this.#file = Deno.createSync(path);
  }

  /**
   * Writes a row.
   *
   * @param values By name.
   * @param step The step they belong to, in the first column.
   */
  log(values: Readonly<Record<string, number>>, step: number): void {
    const row = new Map(Object.entries({ step, ...values }));
    this.#rows.push(row);
    const added = [...row.keys()].filter((name) => !this.#columns.includes(name));
    if (added.length === 0) return this.#write(this.#line(row));
    this.#columns.push(...added);
    this.#file.close();
    this.#file = Deno.createSync(this.#path);
    this.#write(
      this.#columns.map(quoted).join(",") + "\n" +
        this.#rows.map((row) => this.#line(row)).join(""),
    );
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.close();
  }

  #line(row: ReadonlyMap<string, number>): string {
    return this.#columns.map((name) => row.get(name) ?? "").join(",") + "\n";
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
  }
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
