/**
 * What all verbs for notebooks share: paths as arguments, one file's failure hides no other, exit
 * codes, JSON.
 *
 * @module
 */

import { ChildError } from "../jupyter/deno_child.ts";
import { findNotebooks } from "../notebook/find_notebooks.ts";
import { NotebookError } from "../notebook/format/notebook_error.ts";
import { inParallel } from "../notebook/in_parallel.ts";
import { FAILED, OK, UNUSABLE } from "./exit_codes.ts";
import { writeError } from "./terminal.ts";

/** What became of one file. */
export interface FileOutcome {
  readonly path: string;
  readonly ok: boolean;
  /** Why the file could not be used at all. */
  readonly problem?: string;
}

/** The description of the argument of all verbs. */
export const PATHS = "notebooks, and folders with notebooks";

/**
 * Does work on the notebooks that paths stand for.
 *
 * @param work Its errors about the notebook become the outcome of the file.
 */
export async function eachNotebook<T extends FileOutcome>(
  paths: readonly string[],
  { limit = 1, work, failed }: {
    readonly limit?: number;
    readonly work: (path: string) => Promise<T>;
    readonly failed: (outcome: FileOutcome & { readonly problem: string }) => T;
  },
): Promise<T[]> {
  return await inParallel(await findNotebooks(paths), {
    limit,
    work: async (path) => {
      try {
        return await work(path);
      } catch (error) {
        if (!(error instanceof NotebookError || error instanceof ChildError)) throw error;
        const problem = error instanceof NotebookError
          ? error.message
          : `${path}: ${error.message}`;
        return failed({ path, ok: false, problem });
      }
    },
  });
}

/** Runs a verb; errors about arguments and files become a message and exit code 2. */
export async function verb(work: () => Promise<number>): Promise<void> {
  try {
    Deno.exitCode = await work();
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    writeError(`error: ${error.message}\n`);
    Deno.exitCode = UNUSABLE;
  }
}

/** The exit code for several files. */
export function exitCode(outcomes: readonly FileOutcome[]): number {
  if (outcomes.some(({ problem }) => problem !== undefined)) return UNUSABLE;
  return outcomes.every(({ ok }) => ok) ? OK : FAILED;
}

/** Prints a result. */
export function print(text: string): void {
  // deno-lint-ignore no-console -- a command line prints
  console.log(text);
}

/** Prints warnings about a notebook. */
export function warn(path: string, warnings: readonly string[]): void {
  for (const warning of warnings) writeError(`warning: ${path}: ${warning}\n`);
}
