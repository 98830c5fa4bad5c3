/**
 * The text of a notebook's file: the same notebook gives the same bytes.
 *
 * @module
 */

import { canonicalJson, type Json, type JsonObject } from "./json.ts";
import { isTextMime, splitLines } from "./multiline.ts";
import type { Cell, Notebook, Output } from "./notebook.ts";

/**
 * Writes a notebook as format 4.5, in the form that Jupyter itself writes: keys sorted, one space of
 * indentation, long texts as lists of lines.
 */
export function serializeNotebook({ metadata, cells }: Notebook): string {
  const root: JsonObject = {
    cells: cells.map(cellToJson),
    metadata,
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${canonicalJson(root)}\n`;
}

function cellToJson(cell: Cell): JsonObject {
  const { cell_type, id, metadata } = cell;
  const source = splitLines(cell.source);
  if (cell.cell_type === "code") {
    const { execution_count } = cell;
    return { cell_type, execution_count, id, metadata, outputs: cell.outputs.map(toJson), source };
  }
  return {
    ...cell.attachments ? { attachments: attachmentsToJson(cell.attachments) } : {},
    cell_type,
    id,
    metadata,
    source,
  };
}

function toJson(output: Output): JsonObject {
  switch (output.output_type) {
    case "stream":
      return { name: output.name, output_type: "stream", text: splitLines(output.text) };
    case "error": {
      const { ename, evalue, output_type, traceback } = output;
      return { ename, evalue, output_type, traceback };
    }
    case "display_data":
      return {
        data: bundleToJson(output.data),
        metadata: output.metadata,
        output_type: "display_data",
      };
    case "execute_result":
      return {
        data: bundleToJson(output.data),
        execution_count: output.execution_count ?? null,
        metadata: output.metadata,
        output_type: "execute_result",
      };
  }
}

function attachmentsToJson(files: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(files).map(([name, bundle]) => [name, bundleToJson(bundle as JsonObject)]),
  );
}

/** Text is split into lines; base64 stays whole, which Jupyter does too. */
function bundleToJson(bundle: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, content]): [string, Json] => [
      mime,
      typeof content === "string" && isTextMime(mime) ? splitLines(content) : content,
    ]),
  );
}
