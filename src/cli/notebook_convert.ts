/**
 * `tensaur notebook convert`.
 *
 * @module
 */

import { type Command, Option } from "../deps/commander.ts";
import { convertFile, type ConvertOptions, TARGETS } from "../notebook/convert/convert_file.ts";
import { NotebookError } from "../notebook/format/notebook_error.ts";
import { findNotebooks } from "../notebook/find_notebooks.ts";
import { nameOf, withEnding } from "../notebook/paths.ts";
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
import { convertToSite } from "./notebook_site.ts";
import { outPath, STANDARD_OUTPUT } from "./out_path.ts";
import { writeError, writeOutput } from "./terminal.ts";

/** Options of the command as parsed. */
interface Flags {
  to: ConvertOptions["to"] | "site";
  out?: string;
  title?: string;
  source?: string;
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
    .description(
      "Turn notebooks into pages of HTML, a site of all, TypeScript or Markdown, and scripts back",
    )
    .argument("<paths...>", `${PATHS}; scripts for --to ipynb`)
    .addOption(
      new Option("--to <format>", "what to make").choices([...TARGETS, "site"]).default("html"),
    )
    .option(
      "--out <path>",
      "the file, a folder for several and for a site, - for standard output (default: beside the notebook)",
    )
    .option("--title <text>", "title of the page or site (default: the first heading)")
    .option("--source <address>", "where a site's notebooks are in a source repository, for links")
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

--to site makes pages of all notebooks with navigation and search, to be read from a disk or a
server. It fails where links lead nowhere; --plotly inline lets readers move the figures.

Examples:
  tensaur notebook convert digits.ipynb
  tensaur notebook convert notebooks --to md --out docs/
  tensaur notebook convert notebooks --to site --out public/ --title "My notebooks"
  tensaur notebook convert digits.ipynb --to ts && tensaur notebook convert digits.ts --to ipynb
${EXIT_CODES_HELP}`,
    )
    .action((paths: string[], flags: Flags) => verb(() => convertAll(paths, flags)));
}

async function convertAll(paths: readonly string[], flags: Flags): Promise<number> {
  const { to: target, ...others } = flags;
  if (target === "site") return await convertToSite(paths, others);
  const { out: to, json, source, ...rest } = others;
  const options = { ...rest, to: target };
  if (source !== undefined) throw new NotebookError("--source is for --to site");
  const files = await findNotebooks(paths);
  if (to === STANDARD_OUTPUT) return await convertToOutput(files, options);
  const outcomes = await eachNotebook<Outcome>(files, {
    work: async (path) => {
      const out = to === undefined
        ? undefined
        : await outPath(path, { out: to, files, ending: `.${target}` });
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
      else if (written.length === 1) print(written[0]!);
      else print(`${written[0]} and ${written.length - 1} files`);
    }
  }
  return exitCode(outcomes);
}

/** Converts one notebook and prints it. */
async function convertToOutput(files: readonly string[], options: ConvertOptions): Promise<number> {
  const [path, ...others] = files;
  if (path === undefined || others.length > 0) {
    throw new NotebookError(`--out - takes one notebook, and ${files.length} were given`);
  }
  const folder = await Deno.makeTempDir();
  try {
    const out = `${folder}/${withEnding(nameOf(path), `.${options.to}`)}`;
    const { written, warnings } = await convertFile(path, { ...options, out });
    if (written.length > 1) {
      throw new NotebookError("has pictures, which become files: give --out a file", { path });
    }
    warn(path, warnings);
    await writeOutput(await Deno.readTextFile(out));
    return exitCode([]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
