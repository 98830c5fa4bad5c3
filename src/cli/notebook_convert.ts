/**
 * `tensaur notebook convert`.
 *
 * @module
 */

import { type Command, Option } from "../deps/commander.ts";
import { convertFile, type ConvertOptions, TARGETS } from "../notebook/convert/convert_file.ts";
import { findNotebooks } from "../notebook/find_notebooks.ts";
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
import { outPath } from "./out_path.ts";
import { writeError } from "./terminal.ts";

/** Options of the command as parsed. */
interface Flags {
  to: ConvertOptions["to"];
  out?: string;
  title?: string;
  theme: NonNullable<ConvertOptions["theme"]>;
  plotly: NonNullable<ConvertOptions["plotly"]>;
  trust?: boolean;
  json?: boolean;
}

interface Outcome extends FileOutcome {
  readonly written: readonly string[];
}

/** Adds the command to its parent. */
export function addNotebookConvertCommand(parent: Command): void {
  parent.command("convert")
    .description("Turn notebooks into one page of HTML, TypeScript or Markdown, and scripts back")
    .argument("<paths...>", `${PATHS}; scripts for --to ipynb`)
    .addOption(new Option("--to <format>", "what to make").choices(TARGETS).default("html"))
    .option("--out <path>", "the file, or a folder for several (default: beside the notebook)")
    .option("--title <text>", "title of the page (default: the first heading)")
    .addOption(
      new Option("--theme <name>", "colours of the page: auto is the reader's choice")
        .choices(["auto", "light", "dark"]).default("auto"),
    )
    .addOption(
      new Option(
        "--plotly <how>",
        "figures: with the library (4.8 MB), as pictures, or what is needed",
      )
        .choices(["auto", "inline", "static"]).default("auto"),
    )
    .option("--trust", "keep scripts and HTML of outputs as they are")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
--to ts writes the percent format ("// %%" begins a cell), which editors and jupytext know. Back
with --to ipynb: where the notebook is there, cells that did not change keep ids and outputs.

Examples:
  tensaur notebook convert digits.ipynb
  tensaur notebook convert notebooks --to md --out docs/
  tensaur notebook convert digits.ipynb --to ts && tensaur notebook convert digits.ts --to ipynb
${EXIT_CODES_HELP}`,
    )
    .action((paths: string[], flags: Flags) => verb(() => convertAll(paths, flags)));
}

async function convertAll(paths: readonly string[], flags: Flags): Promise<number> {
  const { out: to, json, ...options } = flags;
  const files = await findNotebooks(paths);
  const outcomes = await eachNotebook<Outcome>(files, {
    work: async (path) => {
      const out = to === undefined
        ? undefined
        : await outPath(path, { out: to, files, ending: `.${flags.to}` });
      const { written, warnings } = await convertFile(path, {
        ...options,
        ...(out === undefined ? {} : { out }),
      });
      warn(path, warnings);
      return { path, ok: true, written };
    },
    failed: (outcome) => ({ ...outcome, written: [] }),
  });
  if (json) print(JSON.stringify({ notebooks: outcomes }, undefined, 2));
  else {
    for (const { problem, written } of outcomes) {
      if (problem !== undefined) writeError(`error: ${problem}\n`);
      else {print(
          written.length > 1 ? `${written[0]} and ${written.length - 1} files` : written[0]!,
        );}
    }
  }
  return exitCode(outcomes);
}
