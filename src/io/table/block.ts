/**
 * Tables in pieces: what every reader of tables delivers.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import { type Columns, type Row, rowAt, rowCount } from "./column.ts";
import { columnOfCells } from "./column_of_cells.ts";

/** Some rows that follow each other. */
export interface Block {
  /** How many. */
  readonly size: number;
  /** All of them, column by column. */
  columns(): Columns;
  /** One of them. */
  row(index: number): Row;
}

/** Blocks one after the other, and the place among them. */
export interface BlockCursor {
  /** The next block; undefined at the end. */
  next(): Promise<Block | undefined>;
  /** The place of the block that `next()` will give. */
  place(): JsonValue;
  /** About which share of the table lies before that, from 0 to 1; undefined where nobody knows. */
  share?(): number | undefined;
  /** Gives back files; also after the last block. */
  close(): Promise<void>;
}

/** A table that can be read from any block on. */
export interface BlockReader {
  /** What it is called in messages. */
  readonly name: string;
  /** Begins at a place that a cursor told, or at the first block. */
  open(place?: JsonValue): BlockCursor;
  /** How many rows there are, where that is known without reading them. */
  readonly rows?: () => Promise<number | undefined>;
}

/** A block of columns. */
export function columnBlock(columns: Columns): Block {
  return {
    size: rowCount(columns),
    columns: () => columns,
    row: (index) => rowAt(columns, index),
  };
}

/** A block of rows, which become columns only when somebody asks; a field that a row lacks is null. */
export function rowBlock(rows: readonly Row[]): Block {
  return {
    size: rows.length,
    columns() {
      const names = new Set<string>();
      for (const row of rows) for (const name in row) names.add(name);
      return Object.fromEntries(
        [...names].map((name) => [name, columnOfCells(rows.map((row) => row[name] ?? null))]),
      );
    },
    row: (index) => rows[index]!,
  };
}
