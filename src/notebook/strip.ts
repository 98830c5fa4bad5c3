/**
 * Notebooks without what a run leaves in them, so that only the author's work is under version control.
 *
 * @module
 */

import type { JsonObject } from "./format/json.ts";
import { type Cell, type Notebook, tagsOf } from "./format/notebook.ts";
import { withoutRecord } from "./record.ts";

/** What is taken away and what stays. */
export interface StripOptions {
  /** Cells with one of these tags keep their outputs; `keep_output` unless told. */
  readonly keepTags?: readonly string[];
  /** Whether outputs stay and only times, states of widgets and the like go. */
  readonly keepOutputs?: boolean;
}

/** Metadata of cells that front ends and runners leave: times, what is folded, what was trusted. */
const VOLATILE_CELL_KEYS = [
  "ExecuteTime",
  "collapsed",
  "execution",
  "heading_collapsed",
  "hidden",
  "papermill",
  "scrolled",
  "trusted",
];

/** The same of notebooks: states of widgets, papermill's record, signatures. */
const VOLATILE_KEYS = ["papermill", "signature", "widgets"];

/**
 * Takes outputs, execution counts and volatile metadata out of a notebook.
 *
 * @returns A new notebook; the given one stays as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { newNotebook } from "./new_notebook.ts";
 * import { strip } from "./strip.ts";
 *
 * const notebook = newNotebook({ title: "Digits" });
 * assertEquals(strip(notebook), notebook);
 * ```
 */
export function strip(notebook: Notebook, options: StripOptions = {}): Notebook {
  const { keepTags = ["keep_output"], keepOutputs = false } = options;
  const cells = notebook.cells.map((cell): Cell => {
    const metadata = without(cell.metadata, VOLATILE_CELL_KEYS);
    if (cell.cell_type !== "code") return { ...cell, metadata };
    const keeps = keepOutputs || cell.metadata.keep_output === true ||
      tagsOf(cell).some((tag) => keepTags.includes(tag));
    return keeps
      ? { ...cell, metadata }
      : { ...cell, metadata, execution_count: null, outputs: [] };
  });
  const base = keepOutputs ? notebook : withoutRecord(notebook);
  return { cells, metadata: without(base.metadata, VOLATILE_KEYS) };
}

function without(metadata: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !keys.includes(key)));
}
