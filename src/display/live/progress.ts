/**
 * Progress bars around loops.
 *
 * @module
 */

import { ProgressBar, type ProgressBarOptions } from "./progress_bar.ts";

/** A loop's values with a bar that counts them. */
export class ProgressOver<T> extends ProgressBar implements Iterable<T> {
  readonly #values: Iterable<T>;

  /** Takes the values; they are asked for as the loop goes on. */
  constructor(values: Iterable<T>, options: ProgressBarOptions) {
    super(options);
    this.#values = values;
  }

  /** The values; the bar ends with the loop, however that ends. */
  *[Symbol.iterator](): Iterator<T> {
    using _bar = this;
    this.update(0);
    for (const value of this.#values) {
      yield value;
      this.advance();
    }
    this.finish();
  }
}

/** A loop's values, each to be awaited, with a bar that counts them. */
export class AsyncProgressOver<T> extends ProgressBar implements AsyncIterable<T> {
  readonly #values: AsyncIterable<T>;

  /** Takes the values; they are asked for as the loop goes on. */
  constructor(values: AsyncIterable<T>, options: ProgressBarOptions) {
    super(options);
    this.#values = values;
  }

  /** The values; the bar ends with the loop, however that ends. */
  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    using _bar = this;
    this.update(0);
    for await (const value of this.#values) {
      yield value;
      this.advance();
    }
    this.finish();
  }
}

/**
 * A bar for a loop: `for (const batch of display.progress(batches))`. Bars of loops within loops stand
 * below each other. In a notebook a bar in the output of the cell, in a terminal a line that is drawn
 * over, on stderr; elsewhere a line for each tenth and at most one a second.
 *
 * @param values What the loop goes over; its length is the total where it has one.
 * @param options What the bar says, and where.
 * @returns The values, and the bar: `note()` puts a word behind the numbers.
 * @throws {RangeError} When the total is negative or no number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const squares = [];
 * for (const x of display.progress([1, 2, 3], { label: "Squares" })) squares.push(x * x);
 * assertEquals(squares, [1, 4, 9]);
 * ```
 */
export function progress<T>(values: Iterable<T>, options?: ProgressBarOptions): ProgressOver<T>;
/**
 * A bar for a loop over values that are awaited:
 * `for await (const batch of display.progress(batches))`.
 *
 * @param values What the loop goes over.
 * @param options What the bar says, and where; `total` is unknown unless told.
 * @returns The values, and the bar.
 * @throws {RangeError} When the total is negative or no number.
 */
export function progress<T>(
  values: AsyncIterable<T>,
  options?: ProgressBarOptions,
): AsyncProgressOver<T>;
/**
 * A bar that is moved by hand with `advance()` or `update()`, and ended with `finish()` or `using`.
 *
 * @param total What is counted up to; undefined where nobody knows.
 * @param options What the bar says, and where.
 * @returns The bar.
 * @throws {RangeError} When the total is negative or no number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * using bar = display.progress(1_000_000, { label: "Reading", unit: "B" });
 * bar.advance(250_000, "first part");
 * assertEquals(bar.done, 250_000);
 * ```
 */
export function progress(total: number | undefined, options?: ProgressBarOptions): ProgressBar;
export function progress<T>(
  what: Iterable<T> | AsyncIterable<T> | number | undefined,
  options: ProgressBarOptions = {},
): ProgressBar {
  if (what === undefined || typeof what === "number") {
    return new ProgressBar({ total: what, ...options });
  }
  if (Symbol.asyncIterator in Object(what)) {
    return new AsyncProgressOver(what as AsyncIterable<T>, { total: sizeOf(what), ...options });
  }
  if (Symbol.iterator in Object(what)) {
    return new ProgressOver(what as Iterable<T>, { total: sizeOf(what), ...options });
  }
  throw new TypeError(
    "Cannot show progress: wanted values to go over, or a total, got " +
      Deno.inspect(what, { depth: 0 }).slice(0, 100),
  );
}

/** How many values there are, as far as they tell. */
function sizeOf(values: object): number | undefined {
  // The length of a text is not the number of its characters.
  if (typeof values === "string") return undefined;
  const { length, size } = values as { length?: unknown; size?: unknown };
  return [length, size].find((count): count is number =>
    typeof count === "number" && Number.isSafeInteger(count) && count >= 0
  );
}
