/**
 * What people and CI read of a run.
 *
 * @module
 */

import type { CellResult } from "../run/run_notebook.ts";
import type { CellDifference } from "../compare/test_notebook.ts";
import { table } from "./table.ts";

/** What became of one notebook of several. */
export interface NotebookOutcome {
  /** The notebook's file. */
  readonly path: string;
  /** Whether everything went as it should. */
  readonly ok: boolean;
  /** Code cells in order; none where the file could not be used. */
  readonly cells: readonly CellResult[];
  /** How long the run took. */
  readonly seconds: number;
  /** Why the file could not be used at all. */
  readonly problem?: string;
  /** What a user may want to know. */
  readonly warnings?: readonly string[];
  /** The file that was written. */
  readonly written?: string;
  /** Cells whose outputs were compared, in a test. */
  readonly compared?: number;
  /** What is not as it is stored, in a test. */
  readonly differences?: readonly CellDifference[];
}

/** A table with one line for each notebook, and a line that sums up. */
export function summarize(outcomes: readonly NotebookOutcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.path,
    counts(outcome.cells),
    seconds(outcome.seconds),
    result(outcome),
  ]);
  const good = outcomes.filter(({ ok }) => ok).length;
  const sum = good === outcomes.length
    ? `${count(good, "notebook")} ok`
    : `${count(outcomes.length - good, "notebook")} of ${outcomes.length} failed`;
  const lines = table(["notebook", "cells", "time", "result"], rows, ["left", "right", "right"]);
  return `${lines}\n${sum}`;
}

/** `3 notebooks`, `1 notebook`. */
export function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}

/** A time as people say it. */
export function seconds(value: number): string {
  if (value < 60) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
}

function counts(cells: readonly CellResult[]): string {
  const ran = cells.filter(({ status }) => status !== "skipped" && status !== "not-run").length;
  const wanted = cells.filter(({ status }) => status !== "skipped").length;
  return ran === wanted ? String(ran) : `${ran}/${wanted}`;
}

function result({ ok, problem, cells, differences = [], compared }: NotebookOutcome): string {
  if (problem !== undefined) return "unusable";
  const failed = cells.filter(({ status }) => status === "error" || status === "timeout");
  const first = failed[0];
  if (first) {
    const more = failed.length > 1 ? ` and ${failed.length - 1} more` : "";
    return `${first.status === "timeout" ? "timeout" : "failed"} in cell ${first.index + 1}${more}`;
  }
  if (!ok && differences.length === 0) return "stopped";
  if (differences.length > 0) {
    return `${count(new Set(differences.map(({ index }) => index)).size, "cell")} different`;
  }
  return compared === undefined ? "ok" : `ok, ${count(compared, "cell")} as stored`;
}

/** What went wrong in a notebook, in full: errors with their traces, differences as diffs. */
export function explain(outcome: NotebookOutcome): string {
  const { path, problem, cells, differences = [] } = outcome;
  if (problem !== undefined) return problem;
  const failed = cells.filter(({ status }) => status === "error" || status === "timeout");
  return [
    ...failed.map((cell) => `${path}, cell ${cell.index + 1}: ${errorText(cell)}`),
    ...differences.map(({ cell, what, how }) =>
      `${path}, ${cell}: ${what}${how.includes("\n") ? `\n${indent(how)}` : ` ${how}`}`
    ),
  ].join("\n\n");
}

function errorText({ error }: CellResult): string {
  if (!error) return "failed";
  const head = error.name === "" ? error.message : `${error.name}: ${error.message}`;
  const { traceback } = error;
  if (traceback.trim() === "") return head;
  // A trace begins with the error itself, with a code frame or without one.
  return traceback.includes(error.message) ? traceback : `${head}\n${indent(traceback)}`;
}

function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}
