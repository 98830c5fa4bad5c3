/**
 * `tensaur notebook check`.
 *
 * @module
 */

import { type Command, InvalidArgumentError } from "../deps/commander.ts";
import { checkFile, type CheckProblem } from "../notebook/check/check_notebook.ts";
import { count } from "../notebook/report/run_report.ts";
import { EXIT_CODES_HELP, STOPPED } from "./exit_codes.ts";
import {
  eachNotebook,
  exitCode,
  type FileOutcome,
  PATHS,
  print,
  verb,
  warn,
} from "./notebook_files.ts";
import { StopOnInterrupt } from "./stop_on_interrupt.ts";
import { writeError } from "./terminal.ts";

/** Options of the command as parsed. */
interface Flags {
  parallel: number;
  deno?: string;
  json?: boolean;
}

interface Outcome extends FileOutcome {
  readonly cells: number;
  readonly problems: readonly CheckProblem[];
}

/** Adds the command to its parent. */
export function addNotebookCheckCommand(parent: Command): void {
  parent.command("check")
    .description("Type-check the cells of notebooks, without executing them")
    .argument("<paths...>", PATHS)
    .option("--parallel <count>", "notebooks that are checked at the same time", wholeNumber, 1)
    .option("--deno <path>", "the deno that checks")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
All cells of a notebook are checked as one module. Imports start from its folder, and a deno.json
beside it or above counts. import.meta is an error: cells are no modules when they run. Cells tagged
skip-check or skip-execution are left out.
${EXIT_CODES_HELP}`,
    )
    .action((paths: string[], flags: Flags) => verb(() => checkAll(paths, flags)));
}

async function checkAll(paths: readonly string[], flags: Flags): Promise<number> {
  using stop = new StopOnInterrupt("Stopping the check");
  const { signal } = stop;
  const { deno, parallel, json } = flags;
  const options = { signal, ...(deno === undefined ? {} : { deno }) };
  const outcomes = await eachNotebook<Outcome>(paths, {
    limit: parallel,
    work: async (path) => {
      if (signal.aborted) return { path, ok: false, cells: 0, problems: [] };
      const { warnings, ...result } = await checkFile(path, options);
      warn(path, warnings);
      return result;
    },
    failed: (outcome) => ({ ...outcome, cells: 0, problems: [] }),
  });
  if (signal.aborted) return STOPPED;
  if (json) print(JSON.stringify({ notebooks: outcomes }, undefined, 2));
  else outcomes.forEach(report);
  return exitCode(outcomes);
}

function report({ path, ok, problem, problems, cells }: Outcome): void {
  if (problem !== undefined) return writeError(`error: ${problem}\n`);
  if (ok) return print(`${path}: ${count(cells, "cell")} ok`);
  for (const each of problems) {
    const code = each.code === undefined ? "" : `TS${each.code} `;
    print(`${path}, ${each.where}, line ${each.line}, column ${each.column}`);
    print(`  ${code}${each.message.replaceAll("\n", "\n  ")}`);
    print(each.frame === undefined ? "" : `${each.frame.replaceAll(/^/gm, "  ")}\n`);
  }
  print(`${path}: ${count(problems.length, "error")}`);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number above 0.");
  }
  return Number(text);
}
