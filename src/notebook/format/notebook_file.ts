/**
 * Notebooks in files.
 *
 * @module
 */

import type { Notebook } from "./notebook.ts";
import { NotebookError } from "./notebook_error.ts";
import { type ParsedNotebook, parseNotebook } from "./parse_notebook.ts";
import { replaceFile } from "../../io/replace_file.ts";
import { serializeNotebook } from "./serialize_notebook.ts";

/** Bytes of a file; more cannot become one string. */
const MAX_BYTES = 500_000_000;

/**
 * Reads a notebook.
 *
 * @throws {NotebookError} When there is no such file, or it is no notebook.
 */
export async function readNotebook(path: string): Promise<ParsedNotebook> {
  return parseNotebook(await readText(path), path);
}

/** The text of a file, which must be UTF-8. */
async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile) throw new NotebookError("is not a file", { path });
    if (size > MAX_BYTES) {
      throw new NotebookError(`is too large for a notebook: ${size} bytes`, { path });
    }
    bytes = await Deno.readFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new NotebookError("there is no such file", { path, cause });
    }
    if (cause instanceof Deno.errors.PermissionDenied) {
      throw new NotebookError("cannot be read: permission denied", { path, cause });
    }
    throw cause;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new NotebookError("is not a notebook: its bytes are no UTF-8 text", { path, cause });
  }
}

/**
 * Writes a notebook in one step: the file is the old one until it is the whole new one.
 *
 * @returns Whether the file changed; a file that is already the same is not touched.
 * @throws {NotebookError} When it cannot be written, for example because the disk is full.
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<boolean> {
  return await writeTextFile(path, serializeNotebook(notebook));
}

/** The same for any text that a notebook is turned into. */
export async function writeTextFile(path: string, text: string): Promise<boolean> {
  try {
    if (await isSame(path, text)) return false;
    await replaceFile(path, text);
    return true;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(`cannot be written, and is as it was: ${why}`, { path, cause });
  }
}

async function isSame(path: string, text: string): Promise<boolean> {
  try {
    return await Deno.readTextFile(path) === text;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
