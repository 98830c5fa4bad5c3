/**
 * Executes a notebook in a file, and writes what comes out.
 *
 * @module
 */

import { readNotebook, writeNotebook } from "../format/notebook_file.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { folderOf } from "../paths.ts";
import { runNotebook, type RunOptions, type RunResult } from "./run_notebook.ts";

/** How a file is run. */
export interface RunFileOptions extends RunOptions {
  /** Whether the file is replaced; where the run fails it stays as it was. */
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
 * @throws {NotebookError} When it cannot be read, run or written.
 */
export async function runFile(path: string, options: RunFileOptions = {}): Promise<FileRun> {
  const { inplace = false, out, ...runOptions } = options;
  const { notebook, warnings } = await readNotebook(path);
  if (out !== undefined) await requireFolder(out);
  const result = await withPath(
    path,
    () => runNotebook(notebook, { path, cwd: folderOf(path), ...runOptions }),
  );
  const target = out ?? (inplace && result.ok ? path : undefined);
  if (target !== undefined) await writeNotebook(target, result.notebook);
  return {
    ...result,
    path,
    warnings: [...warnings, ...result.warnings],
    ...(target === undefined ? {} : { written: target }),
  };
}

/** Before the run, which can take long, and not after it. */
async function requireFolder(path: string): Promise<void> {
  const folder = folderOf(path);
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(`the folder ${folder} cannot be made: ${why}`, { path, cause });
  }
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
