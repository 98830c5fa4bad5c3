/**
 * The one place that writes.
 *
 * @module
 */

import { bundle } from "./bundle.ts";
import type { TextOptions } from "./mime_bundle.ts";
import { notebook, publish, terminalOptions, writeText } from "./output.ts";
import { viewOf } from "./view_of.ts";

/** Where and how a value is shown. */
export interface ShowOptions extends TextOptions {
  /** Takes the text instead of the notebook or stdout; without a newline at its end. */
  readonly write?: (text: string) => void;
}

/**
 * Shows a value: in a notebook in the output of the cell, from any place of its code; in a terminal
 * as text that fits it; elsewhere as plain text of 80 columns.
 *
 * @param value A tensor, a chart, a model, a training history, a table, or anything else.
 * @param options Width, colours and another place to write to; unless told, those of stdout.
 * @throws {TypeError} When the value's own display is asynchronous.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { show } from "tensaur";
 *
 * const lines: string[] = [];
 * show([{ epoch: 1, loss: 0.5 }], { write: (text) => lines.push(text) });
 * assertEquals(lines, ["   epoch  loss\n0      1   0.5\n1 row × 2 columns"]);
 * ```
 */
export function show(value: unknown, options: ShowOptions = {}): void {
  const { write, ...given } = options;
  const jupyter = write === undefined ? notebook() : undefined;
  if (jupyter !== undefined) {
    publish(jupyter, bundle(value));
    return;
  }
  // Text for elsewhere must not depend on the terminal that happens to be there.
  const place = write === undefined ? terminalOptions() : {};
  (write ?? writeText)(viewOf(value).toText({ ...place, ...given }));
}
