/**
 * A notebook from the text of its file: checked, and upgraded to format 4.5.
 *
 * @module
 */

import { CELL_ID, makeCellId } from "./cell_id.ts";
import { isJsonObject, type Json, type JsonObject, parseJson } from "./json.ts";
import type { Cell, Notebook } from "./notebook.ts";
import { NotebookError } from "./notebook_error.ts";
import { joinBundle, parseOutput } from "./parse_output.ts";
import { Problems } from "./problems.ts";

/** A notebook, and what had to be put right to read it. */
export interface ParsedNotebook {
  /** Of format 4.5. */
  readonly notebook: Notebook;
  /** One line for each repair. */
  readonly warnings: readonly string[];
  /** The format of the file, such as "4.4". */
  readonly format: string;
}

/** Characters of a file; what is larger than this is no notebook that any front end opens. */
const MAX_CHARACTERS = 400_000_000;

/**
 * Reads the text of a notebook file of format 4.0 to 4.5.
 *
 * Cells without an id, or with one that another cell has, get one that follows from their text.
 * Keys that the format does not know are left out with a warning.
 *
 * @throws {NotebookError} When it is no such notebook; the message names the cells.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseNotebook } from "./parse_notebook.ts";
 *
 * const text = '{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}';
 * assertEquals(parseNotebook(text).notebook.cells, []);
 * ```
 */
export function parseNotebook(text: string, path?: string): ParsedNotebook {
  const where = path === undefined ? {} : { path };
  if (text.length > MAX_CHARACTERS) {
    throw new NotebookError(`is too large for a notebook: ${text.length} characters`, where);
  }
  const problems = new Problems();
  const root = parseRoot(text.replace(/^\ufeff/, ""), where);
  const format = checkFormat(root, where);
  const metadata = problems.object(root.metadata, "the notebook's metadata");
  problems.noOthers(root, "the notebook", ["nbformat", "nbformat_minor", "metadata", "cells"]);
  const listed = problems.list(root.cells, "the notebook's cells");
  const taken = new Set<string>();
  const cells = listed.map((cell, index) => parseCell(cell, { index, taken, problems }));
  problems.throwIfAny(where);
  return { notebook: { metadata, cells }, warnings: problems.warnings, format };
}

function parseRoot(text: string, where: { path?: string }): JsonObject {
  let root: Json;
  try {
    root = parseJson(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof RangeError)) throw cause;
    throw new NotebookError(`is not a notebook, because it is no JSON: ${whyNot(text, cause)}`, {
      ...where,
      cause,
    });
  }
  if (!isJsonObject(root)) {
    throw new NotebookError("is not a notebook: its JSON is no object", where);
  }
  return root;
}

function whyNot(text: string, error: Error): string {
  if (text.trim() === "") return "it is empty";
  // deno-lint-ignore no-control-regex -- that is what it looks for
  if (/[\x00-\x08]/.test(text.slice(0, 1000))) return "it has binary data";
  if (/^(<{7}|={7}|>{7})/m.test(text)) return "it has conflict markers of a merge: resolve them";
  // The engine's own message can quote a long piece of the file.
  return error.message.replaceAll("\n", " ").slice(0, 300);
}

function checkFormat(root: JsonObject, where: { path?: string }): string {
  const { nbformat, nbformat_minor: minor } = root;
  if (nbformat === undefined) {
    throw new NotebookError('is not a notebook: it has no "nbformat"', where);
  }
  if (!Number.isInteger(nbformat) || !Number.isInteger(minor ?? 0)) {
    throw new NotebookError(
      "is not a notebook: nbformat and nbformat_minor must be integers, " +
        `they are ${shorten(nbformat)} and ${shorten(minor ?? null)}`,
      where,
    );
  }
  if (nbformat !== 4) {
    const hint = (nbformat as number) < 4
      ? "upgrade it with Jupyter (jupyter nbconvert --to notebook --nbformat 4)"
      : "it is newer than this program";
    throw new NotebookError(
      `has notebook format ${nbformat}, formats 4.0 to 4.5 are read: ${hint}`,
      where,
    );
  }
  return `4.${minor ?? 0}`;
}

function shorten(value: Json): string {
  return JSON.stringify(value).slice(0, 40);
}

function parseCell(
  value: Json,
  { index, taken, problems }: { index: number; taken: Set<string>; problems: Problems },
): Cell {
  const place = `cell ${index + 1}`;
  const cell = problems.object(value, place);
  const type = cell.cell_type;
  const source = problems.text(cell.source ?? "", `${place}: source`);
  const id = cellId(cell.id, { place, text: `${index} ${source}`, taken, problems });
  const metadata = problems.object(cell.metadata ?? {}, `${place}: metadata`);
  if (metadata.tags !== undefined) {
    const tags = problems.list(metadata.tags, `${place}: metadata.tags`);
    if (!tags.every((tag) => typeof tag === "string")) {
      problems.add(`${place}: metadata.tags must be a list of words`);
    }
  }
  const common = ["cell_type", "id", "metadata", "source"];
  if (type === "markdown" || type === "raw") {
    problems.noOthers(cell, place, [...common, "attachments"]);
    return {
      cell_type: type,
      id,
      metadata,
      source,
      ...cell.attachments === undefined
        ? {}
        : { attachments: parseAttachments(cell.attachments, place, problems) },
    };
  }
  if (type !== "code") {
    problems.add(
      `${place}: cell_type must be code, markdown or raw, it is ${shorten(type ?? null)}`,
    );
  }
  problems.noOthers(cell, place, [...common, "outputs", "execution_count"]);
  const outputs = problems.list(cell.outputs ?? [], `${place}: outputs`);
  return {
    cell_type: "code",
    id,
    metadata,
    source,
    execution_count: problems.count(cell.execution_count, `${place}: execution_count`),
    outputs: outputs.map((output, i) => parseOutput(output, `${place}, output ${i + 1}`, problems)),
  };
}

function cellId(
  value: Json | undefined,
  { place, text, taken, problems }: {
    place: string;
    text: string;
    taken: Set<string>;
    problems: Problems;
  },
): string {
  if (value === undefined) return makeCellId(text, taken);
  if (typeof value === "string" && CELL_ID.test(value)) {
    if (!taken.has(value)) {
      taken.add(value);
      return value;
    }
    const id = makeCellId(text, taken);
    problems.warn(`${place}: id "${value}" belongs to a cell above, it becomes "${id}"`);
    return id;
  }
  const id = makeCellId(text, taken);
  problems.warn(
    `${place}: id ${shorten(value)} is not 1 to 64 letters, digits, - and _; it becomes "${id}"`,
  );
  return id;
}

function parseAttachments(value: Json, place: string, problems: Problems): JsonObject {
  const files = problems.object(value, `${place}: attachments`);
  return Object.fromEntries(
    Object.entries(files).map(([name, bundle]) => {
      const what = `${place}: attachment "${name.slice(0, 60)}"`;
      return [name, joinBundle(problems.object(bundle, what), what, problems)];
    }),
  );
}
