/**
 * Notebooks as TypeScript in the percent format, which editors and jupytext know.
 *
 * @module
 */

import { stringifyYaml } from "../../deps/yaml.ts";
import type { Cell, Notebook } from "../format/notebook.ts";
import { strip } from "../strip.ts";
import { formatHeader } from "./percent_header.ts";

/**
 * Writes a notebook as a script: `// %%` begins a code cell, `// %% [markdown]` a text in comments.
 * Outputs are left out; {@linkcode fromScript} makes the same cells of it again.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { newNotebook } from "../new_notebook.ts";
 * import { toScript } from "./to_script.ts";
 *
 * const script = toScript(newNotebook({ title: "Sum", code: ["1 + 1"] }));
 * assertStringIncludes(script, "// %% [markdown]\n// # Sum\n\n// %%\n1 + 1\n");
 * ```
 */
export function toScript(notebook: Notebook): string {
  const { cells, metadata } = strip(notebook);
  // The numbers that JSON keeps to the letter are no numbers for YAML.
  const jupyter = JSON.parse(JSON.stringify(metadata));
  const yaml = stringifyYaml({ jupyter }, { lineWidth: 0, blockQuote: false }).replace(/\n$/, "");
  const head = [
    "---",
    ...yaml.split("\n"),
    "---",
  ];
  const blocks = [head.map(commented), ...cells.map(cellLines)];
  return blocks.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function cellLines(cell: Cell): string[] {
  const { cell_type: type, metadata, source } = cell;
  const lines = type === "code" ? source.split("\n") : source.split("\n").map(commented);
  return [
    formatHeader({ type, metadata }),
    // A line that looks like the beginning of a cell gets one more blank, which reading takes away.
    ...lines.map((line) => line.replace(/^\/\/( +%%)/, "// $1")),
  ];
}

function commented(line: string): string {
  return line === "" ? "//" : `// ${line}`;
}
