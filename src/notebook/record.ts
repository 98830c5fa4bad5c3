/**
 * The record that a run leaves in a notebook: which sources, parameters and outputs belong together.
 *
 * @module
 */

import { TENSAUR_VERSION } from "../core/version.ts";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "./format/json.ts";
import { type Cell, type CodeCell, type Notebook, tagsOf } from "./format/notebook.ts";

/** Where the notebook's metadata has what Tensaur keeps there. */
export const METADATA_KEY = "tensaur";

/** When and on what outputs were made: little, so that a new run changes few lines of a file. */
export interface MadeBy {
  /** The day, such as `2026-11-22`. */
  readonly on: string;
  /** What the run took, with the start of the kernel: two digits, as the next run takes another time. */
  readonly seconds: number;
  /** Cores, processor and system. */
  readonly machine: string;
  /** Version of Deno. */
  readonly deno: string;
  /** Version of Tensaur. */
  readonly tensaur: string;
}

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
  /** The first run that made these outputs from these sources. */
  readonly made?: MadeBy;
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

/** A run that is over now, after so many seconds. */
export function madeNow(seconds: number): MadeBy {
  const { hardwareConcurrency: cores } = navigator;
  return {
    on: new Date().toISOString().slice(0, 10),
    seconds: Number(seconds.toPrecision(2)),
    machine: `${cores} core${cores === 1 ? "" : "s"}, ${Deno.build.arch} ${Deno.build.os}`,
    deno: Deno.version.deno,
    tensaur: TENSAUR_VERSION,
  };
}

/**
 * The record of a run. Where an earlier run made the same outputs from the same sources, it stays the
 * one that made them: a notebook that was run again and shows the same is the same file.
 */
export function recordAfter(
  earlier: RunRecord | undefined,
  record: RunRecord,
  seconds: number,
): RunRecord {
  const same = earlier?.sources === record.sources && earlier.outputs === record.outputs;
  return { ...record, made: same && earlier.made ? earlier.made : madeNow(seconds) };
}

/** The notebook with a record in its metadata, in place of an old one. */
export function withRecord(notebook: Notebook, record: RunRecord): Notebook {
  const { metadata } = notebook;
  const old = metadata[METADATA_KEY];
  const kept = isJsonObject(old) ? old : {};
  const run = { ...record, version: 1 } as unknown as JsonObject;
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
  const { sources, outputs, cells, parameters, made } = run;
  if (typeof sources !== "string" || typeof outputs !== "string" || !Array.isArray(cells)) {
    return undefined;
  }
  return {
    sources,
    outputs,
    cells: cells.map(String),
    parameters: isJsonObject(parameters) ? parameters : {},
    ...isMadeBy(made) && { made },
  };
}

function isMadeBy(value: unknown): value is MadeBy {
  const { on, seconds, ...texts } = (value ?? {}) as Partial<MadeBy>;
  return /^\d{4}-\d\d-\d\d$/.test(String(on)) && typeof seconds === "number" &&
    (["machine", "deno", "tensaur"] as const).every((key) => typeof texts[key] === "string");
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
