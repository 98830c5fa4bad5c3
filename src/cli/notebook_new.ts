/**
 * `tensaur notebook new`.
 *
 * @module
 */

import { type Command, InvalidArgumentError } from "../deps/commander.ts";
import { writeNotebook } from "../notebook/format/notebook_file.ts";
import { NotebookError } from "../notebook/format/notebook_error.ts";
import { newNotebook } from "../notebook/new_notebook.ts";
import { pathKind } from "../notebook/path_kind.ts";
import { nameOf } from "../notebook/paths.ts";
import { EXIT_CODES_HELP, OK } from "./exit_codes.ts";
import { print, verb } from "./notebook_files.ts";

/** Options of the command as parsed. */
interface Flags {
  title?: string;
  parameter?: Record<string, boolean | number | string>;
  code?: string[];
  force?: boolean;
  json?: boolean;
}

/** Adds the command to its parent. */
export function addNotebookNewCommand(parent: Command): void {
  parent.command("new")
    .description("Make a notebook for Deno")
    .argument("<path>", "the file; .ipynb is added where it is missing")
    .option("--title <text>", "its heading (default: its name)")
    .option("-p, --parameter <name=value>", "default of a parameter; can be repeated", addDefault)
    .option(
      "--code <source>",
      "a code cell; can be repeated",
      (source: string, before: string[] = []) => [...before, source],
    )
    .option("--force", "replace a file that is there")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXIT_CODES_HELP)
    .action((path: string, flags: Flags) => verb(() => make(path, flags)));
}

async function make(path: string, flags: Flags): Promise<number> {
  const file = path.endsWith(".ipynb") ? path : `${path}.ipynb`;
  if (!flags.force && await pathKind(file) !== undefined) {
    throw new NotebookError("is there already; --force replaces it", { path: file });
  }
  const { parameter = {}, code, title = titleOf(file) } = flags;
  await writeNotebook(
    file,
    newNotebook({ title, parameters: parameter, ...(code ? { code } : {}) }),
  );
  print(flags.json ? JSON.stringify({ path: file }) : `${file}: made`);
  return OK;
}

/** `my_first-model.ipynb` is "My first model". */
function titleOf(file: string): string {
  const words = nameOf(file).replace(/\.ipynb$/, "").replaceAll(/[-_]+/g, " ").trim();
  return words === "" ? "Notebook" : words[0]!.toUpperCase() + words.slice(1);
}

type Defaults = NonNullable<Flags["parameter"]>;

function addDefault(text: string, before: Defaults = {}): Defaults {
  const [, name, value] = text.match(/^([\p{ID_Start}$_][\p{ID_Continue}$]*)=(.*)$/su) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("It must be like name=value.");
  }
  const number = value.trim() === "" ? NaN : Number(value);
  const typed = value === "true" || value === "false"
    ? value === "true"
    : Number.isFinite(number)
    ? number
    : value;
  return { ...before, [name]: typed };
}
