/**
 * Type-checks the cells of a notebook as one module.
 *
 * @module
 */

import { codeFrame } from "../../core/code_frame.ts";
import { cellName, type Notebook } from "../format/notebook.ts";
import { readNotebook } from "../format/notebook_file.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { folderOf, nameOf } from "../paths.ts";
import {
  type CellsModule,
  type CheckedCell,
  joinCells,
  namesImportedAgain,
  position,
  readCells,
} from "./cells_module.ts";
import { type DenoDiagnostic, parseDiagnostics } from "./deno_diagnostics.ts";

/** How a notebook is checked. */
export interface CheckOptions {
  /** The `deno` that checks; the one that runs this unless told. */
  readonly deno?: string;
  /** Stops the check. */
  readonly signal?: AbortSignal;
}

/** An error in a cell, or in a module that a cell imports. */
export interface CheckProblem {
  /** TypeScript's number, as in TS2322. */
  readonly code?: number;
  /** In TypeScript's words. */
  readonly message: string;
  /** Place of the cell among all cells, from 0; undefined for another module. */
  readonly index?: number;
  /** The cell as it is named in messages, or the other module's URL. */
  readonly where: string;
  /** Both count from 1. */
  readonly line: number;
  /** In UTF-16 units. */
  readonly column: number;
  /** Lines of the cell with the place underlined. */
  readonly frame?: string;
}

/** What a check found. */
export interface CheckResult {
  /** The notebook's file. */
  readonly path: string;
  /** Whether there is no problem. */
  readonly ok: boolean;
  /** Cells that were checked. */
  readonly cells: number;
  /** By cell and line. */
  readonly problems: readonly CheckProblem[];
  /** What a user may want to know about the file. */
  readonly warnings: readonly string[];
}

/** Duplicate identifier; import conflicts with a declaration. */
const IMPORTED_TWICE = new Set<number | undefined>([2300, 2440]);

/** Where problems outside the notebook are listed. */
const LAST = Number.MAX_SAFE_INTEGER;

/** The value of the cell before, which the kernel knows and TypeScript does not. */
const LAST_VALUE = /^Cannot find name '_(error)?'/;

/**
 * Checks a notebook's file with `deno check`: imports start from the notebook's folder, and a
 * `deno.json` beside or above it counts. Cells tagged `skip-check` or `skip-execution` are left out.
 *
 * @throws {NotebookError} When the file cannot be read, or `deno check` cannot do its work.
 */
export async function checkFile(path: string, options: CheckOptions = {}): Promise<CheckResult> {
  const { notebook, warnings } = await readNotebook(path);
  const { cells, ending } = await readCells(notebook);
  const faults = cells.flatMap((cell) => faultsOf(cell));
  const problems = faults.length > 0 || cells.length === 0
    ? faults
    : await checkTypes(path, { notebook, cells, module: joinCells(cells, ending), options });
  return { path, ok: problems.length === 0, cells: cells.length, problems, warnings };
}

/** Faults of syntax, found in each cell for itself, so that one does not hide others. */
function faultsOf({ index, cell, source, syntax }: CheckedCell): CheckProblem[] {
  return syntax.faults.map(({ start, end, message, code }) => {
    const { line, column } = position(source, start);
    return problemAt({ index, line, column, length: end - start }, {
      name: cellName(cell, index),
      source,
      message,
      code,
    });
  });
}

function problemAt(
  { index, line, column, length }: { index: number; line: number; column: number; length: number },
  { name, source, message, code }: {
    name: string;
    source: string;
    message: string;
    code: number | undefined;
  },
): CheckProblem {
  return {
    ...(code === undefined ? {} : { code }),
    message,
    index,
    where: name,
    line: line + 1,
    column: column + 1,
    frame: codeFrame(source, { line, column, endColumn: column + Math.max(1, length) }),
  };
}

async function checkTypes(
  path: string,
  { notebook, cells, module, options }: {
    notebook: Notebook;
    cells: readonly CheckedCell[];
    module: CellsModule;
    options: CheckOptions;
  },
): Promise<CheckProblem[]> {
  const folder = await Deno.realPath(folderOf(path));
  const name = `.${nameOf(path)}.${crypto.randomUUID().slice(0, 8)}${module.ending}`;
  const file = `${folder}/${name}`;
  try {
    await Deno.writeTextFile(file, module.text, { createNew: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(
      `cannot be checked: its cells must be put beside it for a moment, and that failed: ${why}`,
      { path, cause },
    );
  }
  const output = await runCheck({ folder, name, options }).finally(() => Deno.remove(file));
  const again = namesImportedAgain(cells);
  const found = parseDiagnostics(output.text).filter(({ code, message }) =>
    !LAST_VALUE.test(message) &&
    !(IMPORTED_TWICE.has(code) && again.has(message.match(/'([^']+)'/)?.[1] ?? ""))
  );
  const problems = found.map((each) => mapBack(each, { notebook, cells, module, name }))
    .sort((a, b) => (a.index ?? LAST) - (b.index ?? LAST) || a.line - b.line);
  if (problems.length === 0 && !output.ok && parseDiagnostics(output.text).length === 0) {
    const text = output.text.trim().replaceAll(name, nameOf(path)).slice(0, 2_000);
    throw new NotebookError(`deno check failed: ${text}`, { path });
  }
  return problems;
}

async function runCheck(
  { folder, name, options }: { folder: string; name: string; options: CheckOptions },
): Promise<{ ok: boolean; text: string }> {
  const { deno = Deno.execPath(), signal } = options;
  const { success, stderr } = await new Deno.Command(deno, {
    args: ["check", "--quiet", `./${name}`],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).output();
  return { ok: success, text: new TextDecoder().decode(stderr) };
}

function mapBack(
  { url, line, column, length, message, code }: DenoDiagnostic,
  { notebook, cells, module, name }: {
    notebook: Notebook;
    cells: readonly CheckedCell[];
    module: CellsModule;
    name: string;
  },
): CheckProblem {
  const place = url.endsWith(`/${name}`) ? module.lines[line] : undefined;
  const checked = cells.find(({ index }) => index === place?.index);
  if (!place || !checked) {
    return {
      ...(code === undefined ? {} : { code }),
      message,
      where: url.endsWith(`/${name}`) ? "the end of the notebook" : url,
      line: line + 1,
      column: column + 1,
    };
  }
  const cell = notebook.cells[place.index]!;
  return problemAt({ ...place, column, length }, {
    name: cellName(cell, place.index),
    source: checked.source,
    message,
    code,
  });
}
