/**
 * Notebooks from TypeScript in the percent format.
 *
 * @module
 */

import { parseYaml } from "../../deps/yaml.ts";
import { makeCellId } from "../format/cell_id.ts";
import { isJsonObject, type JsonObject } from "../format/json.ts";
import type { Cell, Notebook } from "../format/notebook.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { DENO_METADATA } from "../new_notebook.ts";
import { parseHeader, type PercentHeader } from "./percent_header.ts";

/**
 * Reads a script whose cells begin with `// %%`. What stands before the first one is a code cell. Cells
 * get ids that follow from their text.
 *
 * @throws {NotebookError} When the header with metadata is no YAML.
 */
export function fromScript(script: string): Notebook {
  const lines = scriptLines(script);
  const { metadata, rest } = readMetadata(lines);
  const taken = new Set<string>();
  const cells = splitCells(rest).map(({ header, body }, index): Cell => {
    const { type } = header;
    const lines = body.map(withoutEscape);
    const source = (type === "code" ? lines : lines.map(withoutComment)).join("\n");
    const id = makeCellId(`${index} ${source}`, taken);
    const common = { id, metadata: header.metadata, source };
    return type === "code"
      ? { ...common, cell_type: type, execution_count: null, outputs: [] }
      : { ...common, cell_type: type };
  });
  return { metadata: metadata ?? DENO_METADATA, cells };
}

function scriptLines(script: string): string[] {
  const text = script.replace(/^\ufeff/, "");
  // A file with Windows line ends throughout; a single such line belongs to its cell.
  const windows = !/(?<!\r)\n/.test(text);
  const lines = (windows ? text.replaceAll("\r\n", "\n") : text).split("\n");
  // The end of the last line is no line of its own.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function readMetadata(
  lines: readonly string[],
): { metadata?: JsonObject; rest: readonly string[] } {
  if (lines[0] !== "// ---") return { rest: lines };
  const end = lines.indexOf("// ---", 1);
  if (end < 0) return { rest: lines };
  const text = lines.slice(1, end).map(withoutComment).join("\n");
  let value: unknown;
  try {
    value = parseYaml(`${text}\n`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(`the header with metadata is no YAML: ${why}`, { cause });
  }
  const jupyter = isJsonObject(value) ? value.jupyter : undefined;
  // What jupytext keeps for itself.
  const { jupytext: _own, ...metadata } = isJsonObject(jupyter) ? jupyter : {};
  const rest = lines.slice(end + 1);
  if (rest[0] === "") rest.shift();
  return { metadata, rest };
}

interface Block {
  readonly header: PercentHeader;
  readonly body: string[];
}

function splitCells(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let current: Block = { header: { type: "code", metadata: {} }, body: [] };
  let begun = false;
  const end = (last: boolean) => {
    const { body } = current;
    // The blank line between two cells.
    if (!last && body.at(-1) === "") body.pop();
    if (begun || body.some((line) => line.trim() !== "")) blocks.push(current);
  };
  for (const line of lines) {
    const header = parseHeader(line);
    if (header) {
      end(false);
      begun = true;
      current = { header, body: [] };
    } else current.body.push(line);
  }
  end(true);
  return blocks;
}

function withoutComment(line: string): string {
  return line.replace(/^\/\/ ?/, "");
}

function withoutEscape(line: string): string {
  return line.replace(/^\/\/ ( +%%)/, "//$1");
}
