/**
 * Names and types of the columns of comma-separated text.
 *
 * @module
 */

import type { PolarsType } from "../../deps/polars.ts";
import type { Columns } from "../table/column.ts";
import { csvFields, type CsvMarks, type CsvRow, scanCsv } from "./csv_scan.ts";

/** The names of columns, and how much text they take. */
export interface CsvHeader {
  /** In the order of the text. */
  readonly names: readonly string[];
  /** Bytes before the first row. */
  readonly size: number;
  /** Lines before the first row. */
  readonly lines: number;
}

/** How a header is read. */
export interface CsvHeaderOptions {
  /** Whether there is one, or the names for text without. */
  readonly header: boolean | readonly string[];
  /** Separator and quote. */
  readonly marks: CsvMarks;
  /** What the file is called in messages. */
  readonly name: string;
}

/**
 * The names of columns at the beginning of a file.
 *
 * @throws {SyntaxError} When there is nothing, or a name stands twice.
 */
export function readHeader(bytes: Uint8Array, options: CsvHeaderOptions): CsvHeader {
  const { header, marks, name } = options;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new SyntaxError(
      `Cannot read ${name}: it is UTF-16 text; give encoding "utf-16le" or "utf-16be"`,
    );
  }
  let first: CsvRow | undefined;
  const { end, lines } = scanCsv(bytes, marks, (row) => {
    if (row.end > row.start) first = row;
    return first !== undefined;
  });
  if (first === undefined) {
    throw new SyntaxError(`Cannot read ${name}: it is empty; wanted at least the names of columns`);
  }
  const fields = csvFields(bytes, first, marks);
  if (header !== true) {
    const names = header === false ? fields.map((_, i) => `column_${i + 1}`) : header;
    requireDistinct(names, name);
    if (names.length !== fields.length) {
      throw new SyntaxError(
        `Cannot read ${name}, line ${
          first.line + 1
        }: wanted ${names.length} fields, as header has ` +
          `names, found ${fields.length}`,
      );
    }
    return { names, size: 0, lines: 0 };
  }
  requireDistinct(fields, name);
  const whole = end > first.start;
  return { names: fields, size: whole ? end : bytes.length, lines: whole ? lines : lines + 1 };
}

function requireDistinct(names: readonly string[], file: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new SyntaxError(
    `Cannot read ${file}: the column "${twice}" stands there twice; give one of them another ` +
      "name in the file",
  );
}

/** Names and types that all blocks have. */
export class CsvSchema {
  /** All names, in the order of the text. */
  readonly names: readonly string[];
  /** All types by the engine's names of columns. */
  readonly types: Record<string, PolarsType>;
  /** Numbers of the columns that are wanted. */
  readonly wanted: readonly number[];

  /** Puts names and types together. */
  constructor(names: readonly string[], types: readonly PolarsType[], wanted: readonly number[]) {
    this.names = names;
    this.types = Object.fromEntries(types.map((type, i) => [engineName(i), type]));
    this.wanted = wanted;
  }

  /** Throws unless a file has the same columns as the first. */
  requireNames(names: readonly string[], file: string): void {
    if (names.length === this.names.length && names.every((name, i) => name === this.names[i])) {
      return;
    }
    throw new SyntaxError(
      `Cannot read ${file}: wanted the columns of the first file, ${
        this.names.join(", ")
      }, found ` +
        names.join(", "),
    );
  }

  /** The columns that are wanted, under their names. */
  named(columns: Columns): Columns {
    return Object.fromEntries(
      this.wanted.map((index) => [this.names[index]!, columns[engineName(index)]!]),
    );
  }
}

/** What the engine calls a column. */
export function engineName(index: number): string {
  return `column_${index + 1}`;
}
