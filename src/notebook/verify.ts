/**
 * Whether the outputs that a notebook stores belong to its sources.
 *
 * @module
 */

import { cellName, type CodeCell, type Notebook } from "./format/notebook.ts";
import { codeCells, makeRecord, readRecord, type RunRecord } from "./record.ts";

/** What was found. */
export interface Verification {
  /** Whether outputs and sources belong together. */
  readonly ok: boolean;
  /** What does not, one line each; names the cells. */
  readonly problems: readonly string[];
}

/**
 * Compares a notebook with the record that its last run left: sources, their order, the tags that
 * decide how cells run, the parameters and the outputs. Modules that cells import are not covered.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseNotebook } from "./format/parse_notebook.ts";
 * import { verify } from "./verify.ts";
 *
 * const text = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}';
 * assertEquals((await verify(parseNotebook(text).notebook)).ok, true);
 * ```
 */
export async function verify(notebook: Notebook): Promise<Verification> {
  const record = readRecord(notebook);
  const code = codeCells(notebook).filter(({ source }) => source.trim() !== "");
  if (!record) {
    const problems = code.length === 0
      ? []
      : ["has no record of a run: run it with tensaur notebook run --inplace"];
    return { ok: problems.length === 0, problems };
  }
  const now = await makeRecord(notebook, record.parameters);
  const problems = [
    ...changedCells(notebook, record, now),
    ...now.outputs === record.outputs ? [] : ["outputs were changed since the run"],
  ];
  // Covers what the list of cells cannot show: the record itself edited.
  if (problems.length === 0 && now.sources !== record.sources) {
    problems.push("the parameters or the record were changed since the run");
  }
  return { ok: problems.length === 0, problems };
}

function changedCells(notebook: Notebook, record: RunRecord, now: RunRecord): string[] {
  const before = new Map(record.cells.map((entry) => split(entry)));
  const after = new Map(now.cells.map((entry) => split(entry)));
  const named = new Map(notebook.cells.map((cell, i) => [cell.id, cellName(cell as CodeCell, i)]));
  const problems: string[] = [];
  for (const [id, hash] of after) {
    const old = before.get(id);
    if (old === undefined) problems.push(`${named.get(id)} was added since the run`);
    else if (old !== hash) problems.push(`${named.get(id)} was changed since the run`);
  }
  for (const id of before.keys()) {
    if (!after.has(id)) problems.push(`a cell with id ${id} was removed since the run`);
  }
  const order = (ids: Iterable<string>, others: ReadonlyMap<string, string>) =>
    [...ids].filter((id) => others.has(id)).join(" ");
  if (order(before.keys(), after) !== order(after.keys(), before)) {
    problems.push("code cells were moved since the run");
  }
  return problems;
}

function split(entry: string): [string, string] {
  const at = entry.lastIndexOf(":");
  return [entry.slice(0, at), entry.slice(at + 1)];
}
