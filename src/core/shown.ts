/**
 * How values of folders that do not know the display are shown.
 *
 * @module
 */

/** The method that Deno's Jupyter kernel calls on the last value of a cell. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never;

/** Turns a value into its formats by MIME type. */
export type Bundler = (value: object) => Record<string, unknown>;

let bundler: Bundler | undefined;

/** From now on values of {@linkcode Shown} are shown by this; the display calls it. */
export function showShownBy(how: Bundler): void {
  bundler = how;
}

/** A value that notebooks show: by the display where that is loaded, else as text. */
export abstract class Shown {
  /** The value by MIME type. */
  [DISPLAY](): Record<string, unknown> {
    return bundler?.(this) ?? { "text/plain": Deno.inspect(this, { depth: 1 }) };
  }
}
