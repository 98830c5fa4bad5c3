/**
 * `tensaur notebook test`.
 *
 * @module
 */

import { type Command, InvalidArgumentError, Option } from "../deps/commander.ts";
import {
  type CompareSettings,
  DEFAULT_SETTINGS,
  HTML_POLICIES,
  IMAGE_POLICIES,
} from "../notebook/compare/compare_settings.ts";
import { parseMask } from "../notebook/compare/masks.ts";
import { testFile } from "../notebook/compare/test_file.ts";
import { EXIT_CODES_HELP } from "./exit_codes.ts";
import { PATHS, verb } from "./notebook_files.ts";
import { addRunOptions, runAll, type RunFlags, runOptions } from "./notebook_run_options.ts";

/** Options of the command as parsed. */
interface Flags extends RunFlags {
  tolerance?: number;
  absolute?: number;
  mask?: string[];
  defaultMasks: boolean;
  images?: CompareSettings["images"];
  html?: CompareSettings["html"];
  ignore?: string[];
  update?: boolean;
}

/** Adds the command to its parent. */
export function addNotebookTestCommand(parent: Command): void {
  const repeat = (text: string, before: string[] = []) => [...before, text];
  const command = parent.command("test")
    .description("Execute notebooks and compare the outputs with the stored ones")
    .argument("<paths...>", PATHS)
    .option("--tolerance <share>", "share by which numbers may differ (default: 1e-6)", share)
    .option("--absolute <amount>", "amount by which numbers may differ (default: 1e-12)", share)
    .option(
      "--mask <regex=>text>",
      "replace what matches before comparing; can be repeated",
      repeat,
    )
    .option("--no-default-masks", "compare times, dates, paths, ids and addresses too")
    .addOption(new Option("--images <policy>", "how pictures are compared").choices(IMAGE_POLICIES))
    .addOption(new Option("--html <policy>", "how HTML is compared").choices(HTML_POLICIES))
    .option(
      "--ignore <type>",
      "MIME type, stdout or stderr that is not compared; can be repeated",
      repeat,
    )
    .option("--update", "store the new outputs of notebooks that run without errors");
  addRunOptions(command);
  command.addHelpText(
    "after",
    `
Settings can be in the notebook too, for all cells in its metadata or for one in the cell's:
  "tensaur": {"test": {"relative": 0.05, "masks": ["loss .*"], "images": "size"}}
Cells tagged ignore-output (or nbval-ignore-output) run, but are not compared.

Examples:
  tensaur notebook test notebooks
  tensaur notebook test digits.ipynb --tolerance 0.02 --mask 'seed \\d+ => seed'
  tensaur notebook test digits.ipynb --update
${EXIT_CODES_HELP}`,
  );
  command.action((paths: string[], flags: Flags) =>
    verb(() => {
      const settings = settingsOf(flags);
      return runAll(paths, {
        flags,
        work: (path, { options }) =>
          testFile(path, {
            ...options,
            ...runOptions(flags),
            settings,
            update: flags.update ?? false,
          }),
      });
    })
  );
}

function settingsOf(flags: Flags): CompareSettings {
  const { tolerance, absolute, mask = [], defaultMasks, images, html, ignore = [] } = flags;
  return {
    ...DEFAULT_SETTINGS,
    masks: [...mask.map(parseMask), ...defaultMasks ? DEFAULT_SETTINGS.masks : []],
    ignore,
    ...(tolerance === undefined ? {} : { relative: tolerance }),
    ...(absolute === undefined ? {} : { absolute }),
    ...(images === undefined ? {} : { images }),
    ...(html === undefined ? {} : { html }),
  };
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) {
    throw new InvalidArgumentError("It must be a number from 0.");
  }
  return value;
}
