/**
 * What a notebook is, as the file has it, with texts joined to one string each.
 *
 * @module
 */

import type { Json, JsonObject } from "./json.ts";

/** A notebook of format 4.5. */
export interface Notebook {
  /** About the whole: `kernelspec`, `language_info` and what tools add. */
  readonly metadata: JsonObject;
  /** From top to bottom. */
  readonly cells: readonly Cell[];
}

/** A cell. */
export type Cell = CodeCell | TextCell;

/** What all cells have. */
export interface CellBase {
  /** 1 to 64 letters, digits, `-` and `_`; no other cell of the notebook has it. */
  readonly id: string;
  /** Tags and what tools add. */
  readonly metadata: JsonObject;
  /** The text, lines ended as the author did. */
  readonly source: string;
}

/** A cell that is executed. */
export interface CodeCell extends CellBase {
  /** Its kind. */
  readonly cell_type: "code";
  /** The number in the brackets, null for a cell that was not executed. */
  readonly execution_count: number | null;
  /** In the order in which they came. */
  readonly outputs: readonly Output[];
}

/** A cell that is read: Markdown, or text that is kept as it is. */
export interface TextCell extends CellBase {
  /** Its kind. */
  readonly cell_type: "markdown" | "raw";
  /** Files that Markdown refers to as `attachment:name`, each a MIME bundle. */
  readonly attachments?: JsonObject;
}

/** What a cell showed. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

/** Text of stdout or stderr. */
export interface StreamOutput {
  /** Its kind. */
  readonly output_type: "stream";
  /** `stdout` or `stderr`. */
  readonly name: string;
  /** All that was written until something else was shown. */
  readonly text: string;
}

/** A value or something displayed. */
export interface DisplayOutput {
  /** Whether it is the value of the cell. */
  readonly output_type: "display_data" | "execute_result";
  /** MIME type to content: text, base64 for pictures, JSON for `…+json`. */
  readonly data: JsonObject;
  /** About the content, such as the size of a picture. */
  readonly metadata: JsonObject;
  /** Only results of a cell have it. */
  readonly execution_count?: number | null;
}

/** An error that ended a cell. */
export interface ErrorOutput {
  /** Its kind. */
  readonly output_type: "error";
  /** The name of the error. */
  readonly ename: string;
  /** Its message. */
  readonly evalue: string;
  /** Its trace, as terminals show it. */
  readonly traceback: readonly string[];
}

/** The tags of a cell. */
export function tagsOf(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag: Json) => typeof tag === "string") : [];
}

/** How a cell is named in messages: its place from 1, its kind, its id. */
export function cellName(cell: Cell, index: number): string {
  return `cell ${index + 1} (${cell.cell_type}, id ${cell.id})`;
}

/** The same cell with other tags; without any the key goes. */
export function withTags(cell: Cell, tags: readonly string[]): Cell {
  const { tags: _old, ...rest } = cell.metadata;
  return { ...cell, metadata: tags.length === 0 ? rest : { ...rest, tags } };
}
