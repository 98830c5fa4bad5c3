/**
 * Executes a notebook in a file, and writes what comes out.
 *
 * @module
 */

import { readNotebook, writeNotebook } from "../format/notebook_file.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { makeFolderOf } from "../make_folder.ts";
import { folderOf } from "../paths.ts";
import { runNotebook, type RunOptions, type RunResult } from "./run_notebook.ts";

/** How a file is run. */
export interface RunFileOptions extends RunOptions {
  /** Whether the file is replaced; see {@linkcode runFile} for runs that fail. */
  readonly inplace?: boolean;
  /** Where else the executed notebook is written, also where the run fails. */
  readonly out?: string;
}

/** What became of a file. */
export interface FileRun extends RunResult {
  /** The notebook's file. */
  readonly path: string;
  /** The file that was written. */
  readonly written?: string;
}

/**
 * Runs a notebook's file with its folder as working directory. Files are replaced in one step, after
 * the whole run: a run that is killed leaves the old one.
 *
 * A run that fails leaves the file alone, too, and `out` is where it can be looked at: that is written
 * in any case. With `allowErrors` the file is replaced, errors and all, provided that every cell was
 * run; there is no record in it, so that {@linkcode verify} does not take it for a good one.
 *
 * @throws {NotebookError} When it cannot be read, run or written.
 */
export async function runFile(path: string, options: RunFileOptions = {}): Promise<FileRun> {
  const { inplace = false, out, ...runOptions } = options;
  const { notebook, warnings } = await readNotebook(path);
  // Before the run, which can take long, and not after it.
  if (out !== undefined) await makeFolderOf(out);
  const result = await withPath(
    path,
    () => runNotebook(notebook, { path, cwd: folderOf(path), ...runOptions }),
  );
  const target = out ?? (inplace && replaces(result, options) ? path : undefined);
  if (target !== undefined) await writeNotebook(target, result.notebook);
  return {
    ...result,
    path,
    warnings: [...warnings, ...result.warnings],
    ...(target === undefined ? {} : { written: target }),
  };
}

function replaces({ ok, cells }: RunResult, { allowErrors, signal }: RunOptions): boolean {
  if (ok) return true;
  return allowErrors === true && signal?.aborted !== true &&
    cells.every(({ status }) => status !== "not-run");
}

/** Puts the path in front of errors that come without one. */
export async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotebookError && error.path === undefined) {
      throw new NotebookError(error.message, { path, cause: error });
    }
    throw error;
  }
}
