/**
 * The record that a run leaves in a notebook: which sources, parameters and outputs belong together.
 *
 * @module
 */

import { canonicalJson, isJsonObject, type Json, type JsonObject } from "./format/json.ts";
import { type Cell, type CodeCell, type Notebook, tagsOf } from "./format/notebook.ts";

/** Where the notebook's metadata has what Tensaur keeps there. */
export const METADATA_KEY = "tensaur";

/** What was true when the outputs were made. Hashes are SHA-256 in hexadecimal. */
export interface RunRecord {
  /** Of all code cells in order, with the tags that decide how they run, and the parameters. */
  readonly sources: string;
  /** Of all outputs in order. */
  readonly outputs: string;
  /** `id:hash` of each code cell in order, to say which one was changed. */
  readonly cells: readonly string[];
  /** The parameters that were given, by name. */
  readonly parameters: JsonObject;
}

/** Tags that change what a run does. */
const RUN_TAGS = ["injected-parameters", "parameters", "raises-exception", "skip-execution"];

/** Hexadecimal digits that tell one cell from another. */
const SHORT = 16;

/** Makes the record of a notebook as it is now. */
export async function makeRecord(
  notebook: Notebook,
  parameters: JsonObject = {},
): Promise<RunRecord> {
  const code = codeCells(notebook);
  const sources = code.map(sourceOf);
  const hashes = await Promise.all(sources.map((source) => sha256(source)));
  return {
    sources: await sha256(canonicalJson([...sources, parameters])),
    outputs: await sha256(canonicalJson(code.map((cell) => cell.outputs as unknown as Json))),
    cells: code.map(({ id }, i) => `${id}:${hashes[i]!.slice(0, SHORT)}`),
    parameters,
  };
}

/** The notebook with a record in its metadata, in place of an old one. */
export function withRecord(notebook: Notebook, record: RunRecord): Notebook {
  const { metadata } = notebook;
  const old = metadata[METADATA_KEY];
  const kept = isJsonObject(old) ? old : {};
  const run: JsonObject = { ...record, version: 1 };
  return { ...notebook, metadata: { ...metadata, [METADATA_KEY]: { ...kept, run } } };
}

/** The notebook without a record. */
export function withoutRecord(notebook: Notebook): Notebook {
  const { [METADATA_KEY]: old, ...metadata } = notebook.metadata;
  if (!isJsonObject(old)) return notebook;
  const { run: _run, ...kept } = old;
  const rest = Object.keys(kept).length === 0 ? {} : { [METADATA_KEY]: kept };
  return { ...notebook, metadata: { ...metadata, ...rest } };
}

/** The record that a notebook has; undefined without one or with one of another form. */
export function readRecord(notebook: Notebook): RunRecord | undefined {
  const own = notebook.metadata[METADATA_KEY];
  const run = isJsonObject(own) ? own.run : undefined;
  if (!isJsonObject(run) || run.version !== 1) return undefined;
  const { sources, outputs, cells, parameters } = run;
  if (typeof sources !== "string" || typeof outputs !== "string" || !Array.isArray(cells)) {
    return undefined;
  }
  return {
    sources,
    outputs,
    cells: cells.map(String),
    parameters: isJsonObject(parameters) ? parameters : {},
  };
}

/** The code cells of a notebook. */
export function codeCells({ cells }: Notebook): CodeCell[] {
  return cells.filter((cell: Cell) => cell.cell_type === "code");
}

/** What of a cell decides its outputs; the ends of lines do not. */
function sourceOf(cell: CodeCell): string {
  const tags = tagsOf(cell).filter((tag) => RUN_TAGS.includes(tag)).sort();
  return canonicalJson([cell.source.replaceAll("\r\n", "\n"), tags]);
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
