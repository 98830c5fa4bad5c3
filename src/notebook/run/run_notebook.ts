/**
 * Executes a notebook from its first cell to its last in a kernel of its own.
 *
 * @module
 */

import { Session } from "../../jupyter/session.ts";
import { isJsonObject } from "../format/json.ts";
import { type Cell, type CodeCell, type Notebook, tagsOf } from "../format/notebook.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { DENO_METADATA } from "../new_notebook.ts";
import { makeRecord, readRecord, recordAfter, withoutRecord, withRecord } from "../record.ts";
import { type CellOutputs, RunOutputs } from "./cell_outputs.ts";
import { executeWithin, type Limits } from "./execute_within.ts";
import { type GivenParameters, injectParameters } from "./parameters.ts";

/** How a notebook is run. */
export interface RunOptions {
  /** The notebook's path, which cells can ask for. */
  readonly path?: string;
  /** Folder in which the cells run; the current one unless told. */
  readonly cwd?: string;
  /** Variables added to the environment; `NO_COLOR=1` unless it names it itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** The `deno` to run. */
  readonly deno?: string;
  /** Parameters that are put in before. */
  readonly parameters?: GivenParameters;
  /** Seconds that a cell may take; no limit unless told. */
  readonly timeout?: number;
  /** Seconds that the whole notebook may take; no limit unless told. */
  readonly totalTimeout?: number;
  /** Seconds between an interrupt and the end of the kernel's process; 5 unless told. */
  readonly grace?: number;
  /** Whether the cells after one that failed run too. */
  readonly allowErrors?: boolean;
  /** Stops the run: the cell is interrupted, the process ended. */
  readonly signal?: AbortSignal;
  /** Told of each step. */
  readonly onProgress?: (progress: RunProgress) => void;
}

/** A step of a run. */
export type RunProgress =
  | { readonly step: "start"; readonly cells: number }
  | { readonly step: "cell"; readonly index: number; readonly source: string }
  | { readonly step: "cell-end"; readonly result: CellResult };

/** How a cell ended. */
export type CellStatus =
  | "ok"
  | "error"
  /** Failed as its tag `raises-exception` allows. */
  | "expected-error"
  /** Has the tag `skip-execution`. */
  | "skipped"
  | "timeout"
  /** Comes after one that failed, or after the run was stopped. */
  | "not-run";

/** What became of one code cell. */
export interface CellResult {
  /** Its id. */
  readonly id: string;
  /** Its place among all cells, from 0. */
  readonly index: number;
  /** How it ended. */
  readonly status: CellStatus;
  /** From its start to its last output. */
  readonly seconds: number;
  /** Name and message of the error that it showed. */
  readonly error?: { readonly name: string; readonly message: string; readonly traceback: string };
}

/** What became of a notebook. */
export interface RunResult {
  /** With the outputs of this run; cells that did not run have none. */
  readonly notebook: Notebook;
  /** Whether every cell ran that should, without an error that no tag allows. */
  readonly ok: boolean;
  /** With the start of the kernel. */
  readonly seconds: number;
  /** Of all code cells that are not empty, in order. */
  readonly cells: readonly CellResult[];
  /** What a user may want to know. */
  readonly warnings: readonly string[];
}

/**
 * Runs a notebook.
 *
 * Tags decide as in papermill and nbclient: `skip-execution` leaves a cell and its outputs alone,
 * `raises-exception` lets a cell fail. The result has whole outputs, counts from 1, no times of cells,
 * and where the run was good the record that {@linkcode verify} reads, with day, time and machine.
 *
 * @throws {NotebookError} When it is for another language, or parameters do not fit.
 * @throws {ChildError} When the kernel cannot be started.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { newNotebook } from "../new_notebook.ts";
 * import { runNotebook } from "./run_notebook.ts";
 *
 * const { notebook, ok } = await runNotebook(newNotebook({ title: "Sum", code: ["1 + 1"] }));
 * assertEquals(ok, true);
 * const [, cell] = notebook.cells;
 * assertEquals(cell?.cell_type === "code" && cell.outputs.length, 1);
 * ```
 */
export async function runNotebook(input: Notebook, options: RunOptions = {}): Promise<RunResult> {
  requireDeno(input);
  const { path, cwd, env, deno, signal, onProgress } = options;
  const begun = performance.now();
  const { notebook, parameters, warnings } = await injectParameters(
    input,
    options.parameters ?? {},
  );
  const session = await Session.start({
    env: { NO_COLOR: "1", ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(deno === undefined ? {} : { deno }),
    ...(path === undefined ? {} : { notebook: path }),
  });
  const run = new Run(session, options, begun);
  try {
    onProgress?.({ step: "start", cells: notebook.cells.filter(runs).length });
    for (const [index, cell] of notebook.cells.entries()) await run.cell(cell, index);
  } finally {
    await session.close();
  }
  const executed: Notebook = {
    metadata: { ...DENO_METADATA, ...withoutRecord(notebook).metadata },
    cells: notebook.cells.map((cell) => run.finished(cell)),
  };
  const ok = !signal?.aborted && run.ok;
  const seconds = (performance.now() - begun) / 1000;
  const record = ok ? await makeRecord(executed, parameters) : undefined;
  return {
    notebook: record
      ? withRecord(executed, recordAfter(readRecord(input), record, seconds))
      : executed,
    ok,
    seconds,
    cells: run.results,
    warnings,
  };
}

/** Whether a cell is executed at all. */
function runs(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code" && cell.source.trim() !== "" && !skipped(cell);
}

function skipped(cell: Cell): boolean {
  return tagsOf(cell).includes("skip-execution");
}

function requireDeno({ metadata }: Notebook): void {
  const { kernelspec } = metadata;
  if (!isJsonObject(kernelspec)) return;
  const { name, language } = kernelspec;
  const known = /deno|tensaur/.test(String(name)) || /^(type|java)script$/i.test(String(language));
  if (known || (name === undefined && language === undefined)) return;
  throw new NotebookError(
    `is for the kernel "${name}"${language === undefined ? "" : ` (${language})`}, ` +
      "only notebooks for Deno are run",
  );
}

/** The state of one run. */
class Run {
  readonly results: CellResult[] = [];
  ok = true;
  readonly #session: Session;
  readonly #options: RunOptions;
  readonly #limits: Limits;
  readonly #outputs = new RunOutputs();
  readonly #shown = new Map<Cell, { outputs: CellOutputs; count: number | null }>();
  #ended = false;

  constructor(session: Session, options: RunOptions, begun: number) {
    this.#session = session;
    this.#options = options;
    const { totalTimeout, timeout, grace = 5, signal } = options;
    this.#limits = {
      grace: grace * 1000,
      ...(signal === undefined ? {} : { signal }),
      ...(timeout === undefined ? {} : { perCell: timeout * 1000 }),
      ...(totalTimeout === undefined ? {} : { deadline: begun + totalTimeout * 1000 }),
    };
  }

  async cell(cell: Cell, index: number): Promise<void> {
    if (cell.cell_type !== "code" || cell.source.trim() === "") return;
    if (skipped(cell)) return this.#end({ id: cell.id, index, status: "skipped", seconds: 0 });
    if (this.#ended || this.#options.signal?.aborted) {
      this.ok = false;
      return this.#end({ id: cell.id, index, status: "not-run", seconds: 0 });
    }
    const { onProgress } = this.#options;
    onProgress?.({ step: "cell", index, source: cell.source });
    const begun = performance.now();
    const outputs = this.#outputs.cell();
    const shown = { outputs, count: null as number | null };
    this.#shown.set(cell, shown);
    const end = await executeWithin(this.#session, cell.source, { ...this.#limits, outputs });
    shown.count = end.count;
    const error = outputs.error;
    const expected = end.status === "error" && !end.dead &&
      tagsOf(cell).includes("raises-exception");
    const status = expected ? "expected-error" : end.status;
    if (status === "error" || status === "timeout") {
      this.ok = false;
      this.#ended = end.dead || status === "timeout" || !this.#options.allowErrors;
    }
    this.#end({
      id: cell.id,
      index,
      status,
      seconds: (performance.now() - begun) / 1000,
      ...(error && status !== "ok"
        ? {
          error: {
            name: error.ename,
            message: error.evalue,
            traceback: error.traceback.join("\n"),
          },
        }
        : {}),
    });
  }

  #end(result: CellResult): void {
    this.results.push(result);
    this.#options.onProgress?.({ step: "cell-end", result });
  }

  /** The cell as the run leaves it. */
  finished(cell: Cell): Cell {
    if (cell.cell_type !== "code" || skipped(cell)) return cell;
    const shown = this.#shown.get(cell);
    const { execution: _times, ...metadata } = cell.metadata;
    return {
      ...cell,
      metadata,
      execution_count: shown?.count ?? null,
      outputs: shown?.outputs.finish() ?? [],
    };
  }
}
