/**
 * JSON lines: an object per line.
 *
 * @see {@link https://jsonlines.org} for the format
 * @module
 */

import type { BlockReader } from "../table/block.ts";
import { inputName, type TableInput } from "../table/byte_input.ts";
import { type Cell, exactNumber, type Row } from "../table/column.ts";
import { LineCursor, type LineOptions } from "./line_cursor.ts";

/** How JSON lines are read. */
export interface JsonLinesOptions extends LineOptions {
  /** Which fields; all unless told. One that a line lacks is missing. */
  readonly columns?: readonly string[];
}

/** Readers of JSON lines. */
export function jsonLinesReaders(
  inputs: readonly TableInput[],
  options: JsonLinesOptions = {},
): BlockReader[] {
  return inputs.map((input) => {
    const name = inputName(input);
    const rowOf = (line: string, number: number) => rowOfLine(line, { name, number, ...options });
    return { name, open: (place) => new LineCursor({ input, options, rowOf }, place) };
  });
}

/** Digits that may be more than a number of JavaScript's holds exactly. */
const LONG = /(?<![\d.])\d{16,}(?![\d.eE])/;

function rowOfLine(
  line: string,
  { name, number, columns }: {
    readonly name: string;
    readonly number: number;
    readonly columns?: readonly string[];
  },
): Row | undefined {
  if (line.trim() === "") return undefined;
  let value: unknown;
  try {
    value = LONG.test(line) ? JSON.parse(line, exact) : JSON.parse(line);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`Cannot read ${name}, line ${number}: ${reason}`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const found = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    throw new SyntaxError(`Cannot read ${name}, line ${number}: wanted an object, found ${found}`);
  }
  const row = value as Row;
  if (columns === undefined) return row;
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

/** Whole numbers that a number would round stay whole. */
function exact(_: string, value: Cell, context?: { readonly source?: string }): Cell {
  const { source = "" } = context ?? {};
  return typeof value === "number" && /^-?\d+$/.test(source) ? exactNumber(BigInt(source)) : value;
}
