/**
 * `tensaur engine doctor`: says what is there, what is missing and what to do.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";
import { openWithCuda } from "../engine/cuda/open.ts";
import { diagnose } from "../engine/install/doctor.ts";
import { renderReport } from "../engine/install/doctor_text.ts";
import { currentHost } from "../engine/install/host.ts";

/** Options of the command as parsed. */
interface DoctorFlags {
  json?: boolean;
  library?: string;
}

/** Adds the command to its parent. */
export function addDoctorCommand(parent: Command): void {
  parent.command("doctor")
    .description("Say what is there for TensorFlow and what is missing")
    .option("--json", "print the report as JSON")
    .option("--library <path>", "look at this library instead of searching")
    .action(async (flags: DoctorFlags) => {
      const report = await diagnose({
        openLibrary: (path) => {
          const { library, cuda } = openWithCuda(path, currentHost());
          return { version: library.version, cuda };
        },
        ...(flags.library ? { library: flags.library } : {}),
      });
      // deno-lint-ignore no-console -- a command line prints
      console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderReport(report));
      Deno.exitCode = report.usable ? 0 : 1;
    });
}
