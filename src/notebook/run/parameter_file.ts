/**
 * Parameters in a JSON file.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "../format/json.ts";
import { NotebookError } from "../format/notebook_error.ts";

/**
 * Reads an object of names and values.
 *
 * @throws {NotebookError} When the file is not there or has no such object.
 */
export async function readParameterFile(path: string): Promise<JsonObject> {
  let value: Json;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(`parameters cannot be read: ${why}`, { path, cause });
  }
  if (isJsonObject(value)) return value;
  throw new NotebookError("parameters must be one JSON object of names and values", { path });
}
