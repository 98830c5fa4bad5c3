/**
 * What the first page tells about a notebook.
 *
 * @module
 */

import { PICTURES } from "../convert/output_html.ts";
import { textOf } from "../convert/html_text.ts";
import { isJsonObject } from "../format/json.ts";
import { type Cell, type Notebook, type Output, tagsOf } from "../format/notebook.ts";
import { METADATA_KEY, readRecord } from "../record.ts";
import type { PageContent } from "./page_content.ts";

/** A picture of an output. */
export interface Thumbnail {
  /** Such as `image/png`. */
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** The first paragraph that is not a title, as clean HTML without links; empty where there is none. */
export function description({ cells }: PageContent): string {
  for (const { cell, html } of cells) {
    if (cell.cell_type !== "markdown") continue;
    for (const [, paragraph] of html.matchAll(/<p>([\s\S]*?)<\/p>/g)) {
      if (textOf(paragraph!) !== "") return paragraph!.replaceAll(/<\/?(?:a|img)\b[^>]*>/g, "");
    }
  }
  return "";
}

/** Bytes below which a picture shows too little to stand for a notebook. */
const MIN_BYTES = 2000;

/** The picture of the cell tagged `thumbnail`, or else the first one that is no mere strip of pixels. */
export function thumbnail({ cells }: Notebook): Thumbnail | undefined {
  const pictures = cells.flatMap((cell) => {
    const picture = cell.cell_type === "code" ? firstPicture(cell.outputs) : undefined;
    return picture ? [{ picture, tagged: tagsOf(cell).includes("thumbnail") }] : [];
  });
  const best = pictures.find(({ tagged }) => tagged) ??
    pictures.find(({ picture }) => picture.bytes.length >= MIN_BYTES) ?? pictures[0];
  return best?.picture;
}

/**
 * When and on what the stored run was made, as far as the notebook says it: times of cells as
 * JupyterLab records them (`metadata.execution`), or the record of the runner; what an author wrote to
 * `metadata.tensaur.device` goes before the machine of the record.
 */
export function runFacts(notebook: Notebook): string[] {
  const own = notebook.metadata[METADATA_KEY];
  const device = isJsonObject(own) ? own.device : undefined;
  const made = readRecord(notebook)?.made;
  // The runner takes such times out, so what is there came later.
  const { on, seconds } = editorRun(notebook) ?? made ?? {};
  const where = typeof device === "string" && device !== "" ? device : made?.machine;
  return [
    ...on === undefined || seconds === undefined ? [] : [`run on ${on}`, timeText(seconds)],
    ...where === undefined ? [] : [where],
  ];
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** A run by hand: when the last cell ended, and how long all of them took. */
function editorRun({ cells }: Notebook): { on: string; seconds: number } | undefined {
  const times = cells.flatMap((cell) => cellTimes(cell) ?? []);
  if (times.length === 0) return undefined;
  const last = Math.max(...times.map(({ end }) => end));
  return {
    on: new Date(last).toISOString().slice(0, 10),
    seconds: times.reduce((sum, { start, end }) => sum + (end - start) / 1000, 0),
  };
}

function cellTimes({ metadata }: Cell): { start: number; end: number } | undefined {
  const { execution } = metadata;
  if (!isJsonObject(execution)) return undefined;
  const start = Date.parse(String(execution["iopub.execute_input"]));
  const end = Date.parse(String(execution["shell.execute_reply"]));
  return end >= start ? { start, end } : undefined;
}

function firstPicture(outputs: readonly Output[]): Thumbnail | undefined {
  for (const output of outputs) {
    if (output.output_type === "stream" || output.output_type === "error") continue;
    const { data } = output;
    const svg = Object.hasOwn(data, "image/svg+xml") ? data["image/svg+xml"] : undefined;
    if (typeof svg === "string") {
      return { mime: "image/svg+xml", bytes: new TextEncoder().encode(svg.trimStart()) };
    }
    for (const mime of PICTURES) {
      const content = Object.hasOwn(data, mime) ? data[mime] : undefined;
      const base64 = typeof content === "string" ? content.replaceAll(/\s+/g, "") : "";
      if (base64 === "" || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) continue;
      return { mime, bytes: Uint8Array.fromBase64(base64) };
    }
  }
  return undefined;
}
