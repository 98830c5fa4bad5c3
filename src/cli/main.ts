/**
 * The command line: `deno task tensaur <command>`.
 *
 * @module
 */

import { TENSAUR_VERSION } from "../core/version.ts";
import { Command, CommanderError } from "../deps/commander.ts";
import { addCompletionCommand } from "./completion.ts";
import { addDemoCommand } from "./demo.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addKernelCommand } from "./kernel.ts";
import { UNUSABLE } from "./exit_codes.ts";
import { addNotebookCommand } from "./notebook.ts";
import { addInstallCommand } from "./setup.ts";

/** Makes the program with all its commands. */
export function program(): Command {
  const tensaur = new Command("tensaur")
    .description("Deep learning for Deno: the command line")
    .version(TENSAUR_VERSION)
    // Behind a command, --version is that command's.
    .enablePositionalOptions()
    .showHelpAfterError()
    .showSuggestionAfterError()
    .exitOverride();
  addDemoCommand(tensaur);
  const engine = tensaur.command("engine").description("What runs the tensors");
  addInstallCommand(engine);
  addDoctorCommand(engine);
  addKernelCommand(tensaur);
  addNotebookCommand(tensaur);
  addCompletionCommand(tensaur);
  return tensaur;
}

if (import.meta.main) {
  try {
    await program().parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    // Help and the version end this way too; what is wrong has been printed.
    if (!(error instanceof CommanderError)) throw error;
    Deno.exitCode = error.exitCode === 0 ? 0 : UNUSABLE;
  }
}
