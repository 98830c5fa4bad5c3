/**
 * The notebooks that files and folders on a command line stand for.
 *
 * @module
 */

import { NotebookError } from "./format/notebook_error.ts";

/** Folders that hold no sources of the user. */
const SKIPPED = new Set([".git", ".ipynb_checkpoints", "node_modules", "venv"]);

/**
 * Lists notebooks: a file stands for itself, a folder for all notebooks in it and below, sorted by
 * name; hidden folders, checkpoints and `node_modules` are left out.
 *
 * @throws {NotebookError} When a path is not there, or a folder has no notebook.
 */
export async function findNotebooks(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    let info: Deno.FileInfo;
    try {
      info = await Deno.stat(path);
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
      throw new NotebookError("there is no such file or folder", { path, cause });
    }
    if (!info.isDirectory) {
      found.push(path);
      continue;
    }
    const below = await notebooksBelow(path.replace(/[/\\]+$/, "") || path);
    if (below.length === 0) throw new NotebookError("the folder has no notebooks", { path });
    found.push(...below);
  }
  return [...new Set(found)];
}

async function notebooksBelow(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  const found: string[] = [];
  for (const { name, isDirectory, isFile } of entries) {
    const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
    if (isFile && name.endsWith(".ipynb") && !name.startsWith(".")) found.push(path);
    else if (isDirectory && !SKIPPED.has(name) && !name.startsWith(".")) {
      found.push(...await notebooksBelow(path));
    }
  }
  return found;
}
