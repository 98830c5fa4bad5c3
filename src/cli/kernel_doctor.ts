/**
 * `tensaur kernel doctor`.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";
import { diagnoseKernel, kernelReportText } from "../kernel/spec/doctor.ts";

/** Adds the command to its parent. */
export function addKernelDoctorCommand(parent: Command): void {
  parent.command("doctor")
    .description("Start the installed kernel, and say what is wrong and what to do")
    .option("--name <name>", "name of the kernel (default: deno)")
    .option("--json", "print the report as JSON")
    .action(async ({ name, json }: { name?: string; json?: boolean }) => {
      const report = await diagnoseKernel(name === undefined ? {} : { name });
      // deno-lint-ignore no-console -- a command line prints
      console.log(json ? JSON.stringify(report, undefined, 2) : kernelReportText(report));
      Deno.exitCode = report.usable ? 0 : 1;
    });
}
