/**
 * Tests a notebook in a file.
 *
 * @module
 */

import { readNotebook, writeNotebook } from "../format/notebook_file.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { folderOf } from "../paths.ts";
import type { NotebookOutcome } from "../report/run_report.ts";
import { withPath } from "../run/run_file.ts";
import { hasOutputs, testNotebook, type TestOptions } from "./test_notebook.ts";

/** How a file is tested. */
export interface TestFileOptions extends TestOptions {
  /** Whether the new outputs are stored where the notebook runs without errors. */
  readonly update?: boolean;
}

/**
 * Runs a notebook's file again and compares; with `update` the file gets the new outputs.
 *
 * @throws {NotebookError} When it cannot be read, run or written, or stores nothing to compare with.
 */
export async function testFile(
  path: string,
  { update = false, ...options }: TestFileOptions = {},
): Promise<NotebookOutcome> {
  const { notebook, warnings } = await readNotebook(path);
  const result = await withPath(
    path,
    () => testNotebook(notebook, { path, cwd: folderOf(path), ...options }),
  );
  const { run, differences, compared } = result;
  if (run.ok && !update && hasOutputs(run.notebook) && !hasOutputs(notebook)) {
    throw new NotebookError(
      "stores no outputs to compare with: run it with tensaur notebook run --inplace, or test it " +
        "with --update",
      { path },
    );
  }
  const written = update && run.ok ? path : undefined;
  if (written !== undefined) await writeNotebook(written, run.notebook);
  return {
    path,
    ok: written !== undefined || result.ok,
    cells: run.cells,
    seconds: run.seconds,
    warnings: [...warnings, ...run.warnings],
    compared,
    differences: written === undefined ? differences : [],
    ...(written === undefined ? {} : { written }),
  };
}
