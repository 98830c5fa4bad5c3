/**
 * `tensaur kernel install`.
 *
 * @module
 */

import { type Command, InvalidArgumentError, Option } from "../deps/commander.ts";
import { type InstalledKernel, installKernel } from "../kernel/spec/install.ts";
import { kernelVerb, type PlaceFlags, placeOf, withPlace } from "./kernel_place.ts";

/** Options of the command as parsed. */
interface InstallFlags extends PlaceFlags {
  displayName?: string;
  env?: Record<string, string>;
}

/** Adds the command to its parent. */
export function addKernelInstallCommand(parent: Command): void {
  withPlace(
    parent.command("install")
      .description("Let Jupyter run Deno notebooks with Tensaur's kernel"),
  )
    .option("--display-name <text>", "what Jupyter shows (default: Deno)")
    .addOption(
      new Option("--env <name=value>", "variable for the kernel and its cells; can be repeated")
        .argParser(parseVariable),
    )
    .addHelpText(
      "after",
      `
Notebooks store the name of their kernel, and Deno's is "deno". The kernel is installed under that
name, so that notebooks open with it and, elsewhere, with Deno's own. A kernel that has the name
already is kept, and put back by "tensaur kernel uninstall". To have both side by side, give --name.

Variables that the kernel knows: NO_COLOR=1 (results without colours), TENSAUR_KERNEL_TYPES=off
(no type checks), TENSAUR_KERNEL_HISTORY=<file> or off.`,
    )
    .action((flags: InstallFlags) =>
      kernelVerb(async () => {
        const { displayName, env } = flags;
        const installed = await installKernel({
          ...placeOf(flags),
          ...(displayName === undefined ? {} : { displayName }),
          ...(env ? { env } : {}),
        });
        // deno-lint-ignore no-console -- a command line prints
        console.log(flags.json ? JSON.stringify(installed, undefined, 2) : describe(installed));
      })
    );
}

function parseVariable(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("A variable is NAME=VALUE, such as NO_COLOR=1.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function describe({ name, folder, spec, replaced }: InstalledKernel): string {
  const lines = [
    `Kernel "${name}" ("${spec.display_name}") installed in ${folder}`,
    `It runs ${spec.argv[0]}`,
  ];
  if (replaced) {
    lines.push(
      `It stands in for "${replaced.argv.slice(0, 2).join(" ")}" of the same name, which ` +
        '"tensaur kernel uninstall" puts back',
    );
  }
  lines.push('See whether all is well with "tensaur kernel doctor"');
  return lines.join("\n");
}
