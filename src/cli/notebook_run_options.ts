/**
 * What `tensaur notebook run` and `test` have in common.
 *
 * @module
 */

import { type Command, InvalidArgumentError } from "../deps/commander.ts";
import { findNotebooks } from "../notebook/find_notebooks.ts";
import { explain, type NotebookOutcome, summarize } from "../notebook/report/run_report.ts";
import type { RunOptions } from "../notebook/run/run_notebook.ts";
import { STOPPED } from "./exit_codes.ts";
import { eachNotebook, exitCode, print, warn } from "./notebook_files.ts";
import { NotebookProgress } from "./notebook_progress.ts";
import { StopOnInterrupt } from "./stop_on_interrupt.ts";
import { stderrProgress, writeError } from "./terminal.ts";

/** Options as parsed. */
export interface RunFlags {
  timeout?: number;
  totalTimeout?: number;
  parallel: number;
  allowErrors?: boolean;
  cwd?: string;
  deno?: string;
  env?: Record<string, string>;
  progress: boolean;
  json?: boolean;
}

/** Adds the options to a command. */
export function addRunOptions(command: Command): void {
  command
    .option(
      "--timeout <seconds>",
      "longest time of a cell; then interrupted, then killed",
      positive,
    )
    .option("--total-timeout <seconds>", "longest time of a notebook", positive)
    .option("--parallel <count>", "notebooks that run at the same time", positiveInteger, 1)
    .option("--allow-errors", "go on after a cell that fails; the exit code stays 1")
    .option("--cwd <folder>", "where cells run (default: the notebook's folder)")
    .option("--deno <path>", "the deno whose kernel runs the cells")
    .option("--env <name=value>", "variable for the cells; can be repeated", addVariable)
    .option("--no-progress", "no progress on stderr")
    .option("--json", "print the result as JSON");
}

/** Options of a run that flags stand for. */
export function runOptions(flags: RunFlags): RunOptions {
  const { timeout, totalTimeout, cwd, deno, env = {}, allowErrors = false } = flags;
  return {
    env,
    allowErrors,
    ...(timeout === undefined ? {} : { timeout }),
    ...(totalTimeout === undefined ? {} : { totalTimeout }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(deno === undefined ? {} : { deno }),
  };
}

/** What a run of one notebook of several gets. */
export interface RunContext {
  /** Progress and the signal of Ctrl-C. */
  readonly options: RunOptions;
  /** All notebooks. */
  readonly files: readonly string[];
}

/** Runs notebooks with progress and a summary; returns the exit code. */
export async function runAll(
  paths: readonly string[],
  { flags, work }: {
    readonly flags: RunFlags;
    readonly work: (path: string, context: RunContext) => Promise<NotebookOutcome>;
  },
): Promise<number> {
  const files = await findNotebooks(paths);
  using stop = new StopOnInterrupt("Stopping the cells");
  let outcomes: NotebookOutcome[];
  {
    const quiet = { write: () => {}, terminal: false, columns: 80 };
    using progress = new NotebookProgress(flags.progress ? stderrProgress() : quiet);
    outcomes = await eachNotebook(files, {
      limit: flags.parallel,
      work: async (path) => {
        if (stop.signal.aborted) return { path, ok: false, cells: [], seconds: 0 };
        const onProgress = progress.listener(path);
        const outcome = await work(path, { options: { onProgress, signal: stop.signal }, files });
        progress.end(path, lastLine(outcome));
        return outcome;
      },
      failed: (outcome) => {
        progress.end(outcome.path, outcome.problem);
        return { ...outcome, cells: [], seconds: 0 };
      },
    });
  }
  if (flags.json) print(JSON.stringify({ notebooks: outcomes.map(toJson) }, undefined, 2));
  else {
    for (const outcome of outcomes) {
      warn(outcome.path, outcome.warnings ?? []);
      const text = outcome.problem === undefined ? explain(outcome) : "";
      if (text !== "") writeError(`\n${text}\n\n`);
    }
    print(summarize(outcomes));
  }
  return stop.signal.aborted ? STOPPED : exitCode(outcomes);
}

function lastLine({ path, ok, written }: NotebookOutcome): string {
  return `${path}: ${ok ? "ok" : "failed"}${
    written === undefined ? "" : `, written to ${written}`
  }`;
}

function toJson(outcome: NotebookOutcome) {
  const { path, ok, seconds, cells, problem, warnings, written, compared, differences } = outcome;
  return { path, ok, seconds, problem, warnings, written, compared, differences, cells };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
}

function positiveInteger(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

function addVariable(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("It must be like NAME=value.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
