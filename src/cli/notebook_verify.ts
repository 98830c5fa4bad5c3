/**
 * `tensaur notebook verify`.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";
import { readNotebook } from "../notebook/format/notebook_file.ts";
import { verify } from "../notebook/verify.ts";
import { EXIT_CODES_HELP } from "./exit_codes.ts";
import {
  eachNotebook,
  exitCode,
  type FileOutcome,
  PATHS,
  print,
  verb,
  warn,
} from "./notebook_files.ts";
import { writeError } from "./terminal.ts";

/** Options of the command as parsed. */
interface Flags {
  json?: boolean;
}

interface Outcome extends FileOutcome {
  readonly problems: readonly string[];
}

/** Adds the command to its parent. */
export function addNotebookVerifyCommand(parent: Command): void {
  parent.command("verify")
    .description("Prove that stored outputs belong to the sources, without executing them")
    .argument("<paths...>", PATHS)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Compares with the record that "notebook run" leaves in the notebook: sources of code cells, their
order, tags that decide how they run, parameters and outputs. Modules that cells import are not
covered.
${EXIT_CODES_HELP}`,
    )
    .action((paths: string[], flags: Flags) =>
      verb(async () => {
        const outcomes = await eachNotebook<Outcome>(paths, {
          work: async (path) => {
            const { notebook, warnings } = await readNotebook(path);
            warn(path, warnings);
            return { path, ...await verify(notebook) };
          },
          failed: (outcome) => ({ ...outcome, problems: [] }),
        });
        if (flags.json) print(JSON.stringify({ notebooks: outcomes }, undefined, 2));
        else outcomes.forEach(report);
        return exitCode(outcomes);
      })
    );
}

function report({ path, ok, problem, problems }: Outcome): void {
  if (problem !== undefined) writeError(`error: ${problem}\n`);
  else if (ok) print(`${path}: outputs belong to the sources`);
  else for (const each of problems) print(`${path}: ${each}`);
}
