/**
 * `tensaur kernel list`.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";
import { type ListedKernel, listKernels } from "../kernel/spec/list.ts";

/** Adds the command to its parent. */
export function addKernelListCommand(parent: Command): void {
  parent.command("list")
    .description("Show the kernels that Jupyter finds")
    .option("--json", "print them as JSON")
    .action(async (flags: { json?: boolean }) => {
      const kernels = await listKernels();
      // deno-lint-ignore no-console -- a command line prints
      console.log(flags.json ? JSON.stringify(kernels, undefined, 2) : table(kernels));
    });
}

const KINDS: Record<ListedKernel["kind"], string> = {
  tensaur: "Tensaur's",
  deno: "Deno's own",
  other: "",
};

function table(kernels: readonly ListedKernel[]): string {
  if (kernels.length === 0) return 'No kernels; "tensaur kernel install" installs one';
  const rows = kernels.map(({ name, spec, kind, folder, shadowedBy }) => [
    name,
    spec.display_name,
    KINDS[kind],
    shadowedBy ? `${folder} (not used: ${shadowedBy} comes first)` : folder,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ").trimEnd())
    .join("\n");
}
