/**
 * `tensaur notebook strip`.
 *
 * @module
 */

import { type Command, Option } from "../deps/commander.ts";
import { readNotebook, writeNotebook } from "../notebook/format/notebook_file.ts";
import { parseNotebook } from "../notebook/format/parse_notebook.ts";
import { serializeNotebook } from "../notebook/format/serialize_notebook.ts";
import { strip, type StripOptions } from "../notebook/strip.ts";
import { EXIT_CODES_HELP, OK } from "./exit_codes.ts";
import {
  eachNotebook,
  exitCode,
  type FileOutcome,
  PATHS,
  print,
  verb,
  warn,
} from "./notebook_files.ts";
import { writeError, writeOutput } from "./terminal.ts";

/** Options of the command as parsed. */
interface Flags {
  check?: boolean;
  keepOutputs?: boolean;
  keepTag?: string[];
  json?: boolean;
}

interface Outcome extends FileOutcome {
  /** Whether there was anything to take out. */
  readonly changed: boolean;
}

/** Adds the command to its parent. */
export function addNotebookStripCommand(parent: Command): void {
  parent.command("strip")
    .description("Take outputs, counts and volatile metadata out of notebooks")
    .argument("<paths...>", `${PATHS}; - reads stdin and writes stdout`)
    .option("--check", "change nothing; exit code 1 if there is something to take out")
    .option("--keep-outputs", "take out only times, states of widgets and the like")
    .addOption(
      new Option(
        "--keep-tag <tag>",
        "cells with it keep outputs; can be repeated (default: keep_output)",
      )
        .argParser((tag: string, before: string[] = []) => [...before, tag]),
    )
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
As a filter of git, so that only stripped notebooks are committed:
  git config filter.tensaur.clean 'tensaur notebook strip -'
  echo '*.ipynb filter=tensaur' >> .gitattributes
${EXIT_CODES_HELP}`,
    )
    .action((paths: string[], flags: Flags) =>
      verb(() => paths.includes("-") ? filter(flags) : stripAll(paths, flags))
    );
}

function optionsOf({ keepOutputs = false, keepTag }: Flags): StripOptions {
  return { keepOutputs, ...(keepTag ? { keepTags: keepTag } : {}) };
}

async function filter(flags: Flags): Promise<number> {
  const text = await new Response(Deno.stdin.readable).text();
  const { notebook, warnings } = parseNotebook(text, "stdin");
  warn("stdin", warnings);
  await writeOutput(serializeNotebook(strip(notebook, optionsOf(flags))));
  return OK;
}

async function stripAll(paths: readonly string[], flags: Flags): Promise<number> {
  const outcomes = await eachNotebook<Outcome>(paths, {
    work: async (path) => {
      const { notebook, warnings } = await readNotebook(path);
      warn(path, warnings);
      const stripped = strip(notebook, optionsOf(flags));
      if (flags.check) {
        const changed = serializeNotebook(stripped) !== serializeNotebook(notebook);
        return { path, ok: !changed, changed };
      }
      return { path, ok: true, changed: await writeNotebook(path, stripped) };
    },
    failed: (outcome) => ({ ...outcome, changed: false }),
  });
  if (flags.json) print(JSON.stringify({ notebooks: outcomes }, undefined, 2));
  else {
    for (const { path, problem, changed } of outcomes) {
      if (problem !== undefined) writeError(`error: ${problem}\n`);
      else if (changed) print(`${path}: ${flags.check ? "is not stripped" : "stripped"}`);
    }
  }
  return exitCode(outcomes);
}
