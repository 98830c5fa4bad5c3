/**
 * The command line: `deno task tensaur <command>`.
 *
 * @module
 */

import { Command } from "../deps/commander.ts";
import { addDemoCommand } from "./demo.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addKernelCommand } from "./kernel.ts";
import { addNotebookCommand } from "./notebook.ts";
import { addInstallCommand } from "./setup.ts";

/** Makes the program with all its commands. */
export function program(): Command {
  const tensaur = new Command("tensaur")
    .description("Deep learning for Deno: the command line")
    .showHelpAfterError()
    .showSuggestionAfterError();
  addDemoCommand(tensaur);
  const engine = tensaur.command("engine").description("What runs the tensors");
  addInstallCommand(engine);
  addDoctorCommand(engine);
  addKernelCommand(tensaur);
  addNotebookCommand(tensaur);
  return tensaur;
}

if (import.meta.main) {
  await program().parseAsync(Deno.args, { from: "user" });
}
