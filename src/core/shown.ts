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

/** From now on values that ask `bundleOf` are shown by this; the display calls it. */
export function showBy(how: Bundler): void {
  bundler = how;
}

/** How a value is shown: by the display where that is loaded, else as text. */
export function bundleOf(value: object): Record<string, unknown> {
  return bundler?.(value) ?? { "text/plain": Deno.inspect(value, { depth: 1 }) };
}
