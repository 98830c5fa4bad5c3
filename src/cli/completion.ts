/**
 * `tensaur completion`: what shells need to complete commands and options.
 *
 * @module
 */

import { Argument, type Command } from "../deps/commander.ts";
import { bashCompletion } from "./completion_bash.ts";
import { fishCompletion } from "./completion_fish.ts";
import { completionTree } from "./completion_tree.ts";
import { zshCompletion } from "./completion_zsh.ts";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** Adds the command to the program, whose tree it reads when it is called. */
export function addCompletionCommand(program: Command): void {
  program.command("completion")
    .description("Print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SHELLS)))
    .addHelpText(
      "after",
      `
  bash  eval "$(tensaur completion bash)"      in ~/.bashrc
  zsh   eval "$(tensaur completion zsh)"       in ~/.zshrc, after compinit
  fish  tensaur completion fish | source       in ~/.config/fish/config.fish`,
    )
    .action((shell: keyof typeof SHELLS) => {
      const script = SHELLS[shell](program.name(), completionTree(program));
      // deno-lint-ignore no-console -- a command line prints
      console.log(script.trimEnd());
    });
}
