/**
 * The options that say which installed kernel is meant.
 *
 * @module
 */

import { type Command, Option } from "../deps/commander.ts";
import { KernelSpecError, type PlaceOptions } from "../kernel/spec/install.ts";
import { writeError } from "./terminal.ts";

/** Options of a place as parsed. */
export interface PlaceFlags {
  user?: boolean;
  prefix?: string;
  sysPrefix?: boolean;
  name?: string;
  json?: boolean;
}

/** Adds the options. */
export function withPlace(command: Command): Command {
  return command
    .addOption(
      new Option("--user", "in Jupyter's folder of this user (default)")
        .conflicts(["prefix", "sysPrefix"]),
    )
    .addOption(
      new Option("--prefix <folder>", "in share/jupyter of this folder").conflicts("sysPrefix"),
    )
    .option("--sys-prefix", "in the Python environment that is active")
    .option("--name <name>", "name of the kernel, which notebooks store (default: deno)")
    .option("--json", "print the result as JSON");
}

/** The place that options name. */
export function placeOf({ prefix, sysPrefix, name }: PlaceFlags): PlaceOptions {
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(sysPrefix ? { sysPrefix } : {}),
    ...(name === undefined ? {} : { name }),
  };
}

/** Runs a verb and sets the exit code: 1 for what the user can put right. */
export async function kernelVerb(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof KernelSpecError || error instanceof TypeError)) throw error;
    writeError(`error: ${error.message}\n`);
    Deno.exitCode = 1;
  }
}
