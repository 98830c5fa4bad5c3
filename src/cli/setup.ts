/**
 * `tensaur engine install`, also `deno task setup`: installs TensorFlow's library and shows how far
 * it has come.
 *
 * @module
 */

import { type Command, Option } from "../deps/commander.ts";
import { progress } from "../display/live/progress.ts";
import type { ProgressBar } from "../display/live/progress_bar.ts";
import { megabytes } from "../engine/install/disk_space.ts";
import { install, type InstallOptions, type InstallResult } from "../engine/install/install.ts";
import { InstallError } from "../engine/install/install_error.ts";
import type { InstallProgress } from "../engine/install/install_progress.ts";
import { DEFAULT_VERSION } from "../engine/install/plan.ts";
import { writeError } from "./terminal.ts";

/** Options of the command as parsed. */
interface InstallFlags {
  cpu?: boolean;
  cuda?: boolean;
  version?: string;
  force?: boolean;
  via: "auto" | "pip" | "uv" | "archive";
  python?: string;
  indexUrl?: string;
  archiveBase?: string;
  json?: boolean;
}

/** Adds the command to its parent. */
export function addInstallCommand(parent: Command): void {
  parent.command("install")
    .description("Install TensorFlow's library into Tensaur's cache (deno task setup)")
    .addOption(new Option("--cpu", "without CUDA").conflicts("cuda"))
    .addOption(new Option("--cuda", "with CUDA and its libraries (default: if there is a GPU)"))
    // No default value: without the option the archive, which is older, is the newest there is.
    .option(
      "--version <version>",
      `version of TensorFlow (default: ${DEFAULT_VERSION}, of archives the newest)`,
    )
    .option("--force", "install anew what is already there")
    .addOption(
      new Option("--via <way>", "what brings it").choices(["auto", "pip", "uv", "archive"])
        .default("auto"),
    )
    .option("--python <path>", "the Python whose pip is used")
    .option("--index-url <url>", "package index, instead of the one pip is set to")
    .option("--archive-base <url>", "folder of the archives for C, for a mirror of them")
    .option("--json", "print the result as JSON")
    .action(async (flags: InstallFlags) => {
      const options: InstallOptions = {
        kind: flags.cuda ? "cuda" : flags.cpu ? "cpu" : "auto",
        force: flags.force ?? false,
        via: flags.via,
        ...(flags.version ? { version: flags.version } : {}),
        ...(flags.python ? { python: flags.python } : {}),
        ...(flags.indexUrl ? { installerArguments: ["--index-url", flags.indexUrl] } : {}),
        ...(flags.archiveBase ? { archiveBase: flags.archiveBase } : {}),
      };
      Deno.exitCode = await runInstall(options, flags.json ?? false);
    });
}

/** Installs with progress on stderr and the result on stdout; returns the exit code. */
async function runInstall(options: InstallOptions, json = false): Promise<number> {
  try {
    const result = await installWithProgress(options);
    // deno-lint-ignore no-console -- a command line prints
    console.log(json ? JSON.stringify(result) : describe(result));
    return 0;
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    writeError(`${error.message}\n`);
    if (error.cause instanceof Error) writeError(`  because: ${error.cause.message}\n`);
    return 1;
  }
}

/** Installs with a progress bar on stderr. */
export async function installWithProgress(options: InstallOptions): Promise<InstallResult> {
  const bars = new InstallBars();
  try {
    return await install({ ...options, onProgress: (progress) => bars.show(progress) });
  } finally {
    bars.end();
  }
}

const WORDS: Record<InstallProgress["stage"], string> = {
  wait: "Waiting for another installation:",
  resolve: "Asking for",
  download: "Downloading",
  verify: "Verifying",
  unpack: "Unpacking",
  place: "Placing",
};

/** One bar for each step that is counted in bytes, one line for each other. */
class InstallBars {
  #current = "";
  #bar: ProgressBar | undefined;

  show({ stage, what, done, total }: InstallProgress): void {
    const key = `${stage} ${what}`;
    if (key !== this.#current) {
      this.end();
      this.#current = key;
      const counted = total !== undefined || done !== undefined;
      if (counted) {
        this.#bar = progress(total, {
          unit: "B",
          label: `${WORDS[stage]} ${shortName(what)}`,
        });
      } else writeError(`${WORDS[stage]} ${what}\n`);
    }
    if (done !== undefined) this.#bar?.update(done);
  }

  end(): void {
    this.#bar?.finish();
    this.#bar = undefined;
  }
}

/** Name and version of a wheel's file name, without its tags. */
function shortName(file: string): string {
  const [name, version] = file.split("-");
  return file.endsWith(".whl") && version ? `${name} ${version}` : file;
}

function describe(result: InstallResult): string {
  const what = `TensorFlow ${result.version} (${result.kind}: ${result.reason})`;
  return result.via === "cache"
    ? `${what} is already installed: ${result.path}`
    : `${what} installed by ${result.via} in ${result.seconds.toFixed(1)} s, ` +
      `${megabytes(result.size)}: ${result.path}`;
}
