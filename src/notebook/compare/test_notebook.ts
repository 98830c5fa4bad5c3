/**
 * Runs a notebook again and compares what it shows with what it stores.
 *
 * @module
 */

import { type Cell, cellName, type Notebook, tagsOf } from "../format/notebook.ts";
import { runNotebook, type RunOptions, type RunResult } from "../run/run_notebook.ts";
import { compareOutputs, type OutputDifference } from "./compare_outputs.ts";
import { type CompareSettings, DEFAULT_SETTINGS, settingsFrom } from "./compare_settings.ts";

/** How a notebook is tested. */
export interface TestOptions extends RunOptions {
  /** What counts as the same; metadata of notebook and cells goes before it. */
  readonly settings?: CompareSettings;
}

/** A difference and where it is. */
export interface CellDifference extends OutputDifference {
  /** Place of the cell among all cells, from 0. */
  readonly index: number;
  /** The cell as it is named in messages. */
  readonly cell: string;
}

/** What a test found. */
export interface TestResult {
  /** Whether it ran without unexpected errors and showed what is stored. */
  readonly ok: boolean;
  /** Cells whose outputs were compared. */
  readonly compared: number;
  /** By cell. */
  readonly differences: readonly CellDifference[];
  /** How the cells ran. */
  readonly run: RunResult;
}

/** Tags of cells whose outputs are not compared; the second is nbval's. */
const IGNORE_TAGS = ["ignore-output", "nbval-ignore-output"];

/**
 * Tests a notebook.
 *
 * @throws {NotebookError} When it cannot be run, or its settings are wrong.
 */
export async function testNotebook(
  notebook: Notebook,
  options: TestOptions = {},
): Promise<TestResult> {
  const { settings: given = DEFAULT_SETTINGS, ...runOptions } = options;
  // Before the run, which can take long: wrong settings are told at once.
  const base = settingsFrom(given, notebook.metadata);
  const settings = notebook.cells.map((cell) => settingsFrom(base, cell.metadata));
  const run = await runNotebook(notebook, runOptions);
  const current = new Map(run.notebook.cells.map((cell) => [cell.id, cell]));
  const differences: CellDifference[] = [];
  let compared = 0;
  for (const { id, index, status } of run.cells) {
    if (status === "skipped" || status === "not-run") continue;
    const cell = run.notebook.cells[index]!;
    const stored = notebook.cells.find((each) => each.id === id);
    if (tagsOf(cell).some((tag) => IGNORE_TAGS.includes(tag)) || !stored) continue;
    compared++;
    const at = notebook.cells.indexOf(stored);
    const found = await compareOutputs(
      outputsOf(stored),
      outputsOf(current.get(id)!),
      settings[at]!,
    );
    differences.push(...found.map((each) => ({ ...each, index, cell: cellName(cell, index) })));
  }
  return { ok: run.ok && differences.length === 0, compared, differences, run };
}

/** Whether a notebook has any outputs that a test could compare with. */
export function hasOutputs({ cells }: Notebook): boolean {
  return cells.some((cell) => outputsOf(cell).length > 0);
}

function outputsOf(cell: Cell) {
  return cell.cell_type === "code" ? cell.outputs : [];
}
