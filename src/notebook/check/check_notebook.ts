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
import type { Span } from "./cell_syntax.ts";
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
 * Checks the types of a notebook's file with Deno: imports start from the notebook's folder, and a
 * `deno.json` beside or above it counts. Cells tagged `skip-check` or `skip-execution` are left out.
 *
 * @throws {NotebookError} When the file cannot be read, or Deno cannot do its work.
 */
export async function checkFile(path: string, options: CheckOptions = {}): Promise<CheckResult> {
  const { notebook, warnings } = await readNotebook(path);
  const { cells, ending } = await readCells(notebook);
  const faults = cells.flatMap((cell) => problemsIn(cell, cell.syntax.faults));
  const problems = faults.length > 0 || cells.length === 0 ? faults : inOrder([
    ...cells.flatMap((cell) => problemsIn(cell, cell.syntax.metas.map(metaFault))),
    ...await checkTypes(path, { notebook, cells, module: joinCells(cells, ending), options }),
  ]);
  return { path, ok: problems.length === 0, cells: cells.length, problems, warnings };
}

/** Faults of a cell, found in each for itself, so that one does not hide others. */
function problemsIn(
  { index, cell, source }: CheckedCell,
  faults: readonly (Span & { readonly message: string; readonly code?: number })[],
): CheckProblem[] {
  return faults.map(({ start, end, message, code }) => {
    const { line, column } = position(source, start);
    return problemAt({ index, line, column, length: end - start }, {
      name: cellName(cell, index),
      source,
      message,
      code,
    });
  });
}

function metaFault(span: Span): Span & { readonly message: string } {
  return {
    ...span,
    message: "import.meta fails in a cell, which is no module: a relative path starts from the " +
      "notebook's folder, which is Deno.cwd()",
  };
}

function inOrder(problems: readonly CheckProblem[]): CheckProblem[] {
  return [...problems].sort((a, b) => (a.index ?? LAST) - (b.index ?? LAST) || a.line - b.line);
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
  const name = `$deno$stdin${module.ending}`;
  const output = await runCheck({ folder, module, options });
  const again = namesImportedAgain(cells);
  const found = parseDiagnostics(output.text).filter(({ code, message }) =>
    !LAST_VALUE.test(message) &&
    !(IMPORTED_TWICE.has(code) && again.has(message.match(/'([^']+)'/)?.[1] ?? ""))
  );
  const problems = found.map((each) => mapBack(each, { notebook, cells, module, name }));
  if (problems.length === 0 && !output.ok && parseDiagnostics(output.text).length === 0) {
    const text = output.text.trim().replaceAll(name, nameOf(path)).slice(0, 2_000);
    throw new NotebookError(`the check failed: ${text}`, { path });
  }
  return problems;
}

/**
 * The first line of what is checked. Only `deno run` reads a module from its standard input, and so no
 * file must be put beside the notebook: this ends it before any other module, and any cell, runs.
 */
const END = 'import "data:text/javascript,Deno.exit(0)";';

async function runCheck(
  { folder, module, options }: { folder: string; module: CellsModule; options: CheckOptions },
): Promise<{ ok: boolean; text: string }> {
  const { deno = Deno.execPath(), signal } = options;
  const ending = module.ending.slice(1);
  const child = new Deno.Command(deno, {
    args: ["run", "--check", "--quiet", "--no-prompt", "--ext", ending, "-"],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).spawn();
  const [{ success, stderr }] = await Promise.all([
    child.output(),
    giveText(child.stdin, `${END}\n${module.text}`),
  ]);
  return { ok: success, text: new TextDecoder().decode(stderr) };
}

async function giveText(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  try {
    const writer = stdin.getWriter();
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    // A process that ends before it has read all says why in what it writes.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
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
  // The first line is not of the cells.
  const place = url.endsWith(`/${name}`) ? module.lines[line - 1] : undefined;
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
