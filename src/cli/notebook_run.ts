/**
 * `tensaur notebook run`.
 *
 * @module
 */

import { type Command, InvalidArgumentError, Option } from "../deps/commander.ts";
import type { JsonObject } from "../notebook/format/json.ts";
import type { NotebookOutcome } from "../notebook/report/run_report.ts";
import { runFile } from "../notebook/run/run_file.ts";
import { EXIT_CODES_HELP } from "./exit_codes.ts";
import { PATHS, verb } from "./notebook_files.ts";
import { readParameterFile } from "../notebook/run/parameter_file.ts";
import { outPath } from "./out_path.ts";
import { addRunOptions, runAll, type RunFlags, runOptions } from "./notebook_run_options.ts";

/** Options of the command as parsed. */
interface Flags extends RunFlags {
  inplace?: boolean;
  out?: string;
  parameter?: Record<string, string>;
  parametersFile?: string;
}

/** Adds the command to its parent. */
export function addNotebookRunCommand(parent: Command): void {
  const command = parent.command("run")
    .description("Execute notebooks from their first cell to their last")
    .argument("<paths...>", PATHS)
    .addOption(
      new Option(
        "--inplace",
        "replace each notebook; one that fails stays as it was, unless --allow-errors",
      )
        .conflicts("out"),
    )
    .option("--out <path>", "write it there, also where it fails; a folder for several")
    .option(
      "-p, --parameter <name=value>",
      'set a variable of the cell tagged "parameters"; can be repeated',
      addParameter,
    )
    .option("--parameters-file <path>", "JSON file with an object of parameters");
  addRunOptions(command);
  command.addHelpText(
    "after",
    `
Cells tagged skip-execution are left alone, cells tagged raises-exception may fail.
Without --inplace and --out nothing is written: the run is a check. What a failed run shows is in
--out; with --inplace --allow-errors, and every cell run, it is in the notebook itself.

Examples:
  tensaur notebook run digits.ipynb --inplace
  tensaur notebook run digits.ipynb -p epochs=3 -p 'layers=[64, 32]' --out short.ipynb
  tensaur notebook run notebooks --parallel 2 --timeout 600 --json
${EXIT_CODES_HELP}`,
  );
  command.action((paths: string[], flags: Flags) => verb(() => run(paths, flags)));
}

async function run(paths: readonly string[], flags: Flags): Promise<number> {
  const values: JsonObject = flags.parametersFile === undefined
    ? {}
    : await readParameterFile(flags.parametersFile);
  const { out } = flags;
  return await runAll(paths, {
    flags,
    work: async (path, { options, files }): Promise<NotebookOutcome> => {
      const target = out === undefined
        ? undefined
        : await outPath(path, { out, files, ending: ".ipynb" });
      return await runFile(path, {
        ...options,
        ...runOptions(flags),
        parameters: { texts: flags.parameter ?? {}, values },
        inplace: flags.inplace ?? false,
        ...(target === undefined ? {} : { out: target }),
      });
    },
  });
}

function addParameter(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("It must be like name=value.");
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1) };
}
