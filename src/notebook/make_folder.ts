/**
 * Folders of files that are to be written.
 *
 * @module
 */

import { NotebookError } from "./format/notebook_error.ts";
import { folderOf } from "./paths.ts";

/**
 * Makes the folder of a file, where it is not there yet.
 *
 * @throws {NotebookError} When it cannot be made.
 */
export async function makeFolderOf(path: string): Promise<void> {
  const folder = folderOf(path);
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(`the folder ${folder} cannot be made: ${why}`, { path, cause });
  }
}
