/**
 * `tensaur kernel uninstall`.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";
import { uninstallKernel } from "../kernel/spec/install.ts";
import { kernelVerb, type PlaceFlags, placeOf, withPlace } from "./kernel_place.ts";

/** Adds the command to its parent. */
export function addKernelUninstallCommand(parent: Command): void {
  withPlace(
    parent.command("uninstall")
      .description("Take the kernel away and put back the one it stood in for"),
  )
    .action((flags: PlaceFlags) =>
      kernelVerb(async () => {
        const result = await uninstallKernel(placeOf(flags));
        const { name, folder, restored } = result;
        const back = restored ? `; "${restored.argv.slice(0, 2).join(" ")}" is back` : "";
        const text = `Kernel "${name}" removed from ${folder}${back}`;
        // deno-lint-ignore no-console -- a command line prints
        console.log(flags.json ? JSON.stringify(result, undefined, 2) : text);
      })
    );
}
