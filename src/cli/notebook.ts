/**
 * `tensaur notebook`: everything about notebooks in files.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";
import { addNotebookCheckCommand } from "./notebook_check.ts";
import { addNotebookConvertCommand } from "./notebook_convert.ts";
import { addNotebookNewCommand } from "./notebook_new.ts";
import { addNotebookRunCommand } from "./notebook_run.ts";
import { addNotebookStripCommand } from "./notebook_strip.ts";
import { addNotebookTestCommand } from "./notebook_test.ts";
import { addNotebookVerifyCommand } from "./notebook_verify.ts";

/** Adds the group with its verbs. */
export function addNotebookCommand(parent: Command): void {
  const notebook = parent.command("notebook").alias("nb")
    .description("Execute, compare, check and convert notebooks");
  addNotebookRunCommand(notebook);
  addNotebookTestCommand(notebook);
  addNotebookCheckCommand(notebook);
  addNotebookVerifyCommand(notebook);
  addNotebookStripCommand(notebook);
  addNotebookConvertCommand(notebook);
  addNotebookNewCommand(notebook);
}
