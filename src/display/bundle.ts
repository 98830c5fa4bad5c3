/**
 * Values as data that any front end can show.
 *
 * @module
 */

import { DISPLAY, type MimeBundle } from "./mime_bundle.ts";
import { viewOf } from "./view_of.ts";

/**
 * What `show` would display, as data: nothing is written.
 *
 * @param value Any value: a tensor, a chart, a model, a table, anything else.
 * @returns The value by MIME type, always with `text/plain`; ready for JSON.
 * @throws {TypeError} When the value's own display is asynchronous.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * assertEquals(Object.keys(display.bundle([{ epoch: 1, loss: 0.5 }])), ["text/html", "text/plain"]);
 * ```
 */
export function bundle(value: unknown): MimeBundle {
  return viewOf(value)[DISPLAY]();
}
