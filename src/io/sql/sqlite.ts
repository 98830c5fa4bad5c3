/**
 * Rows that a query of SQLite finds.
 *
 * @module
 */

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { JsonValue } from "../../core/json_value.ts";
import { type Block, type BlockCursor, type BlockReader, rowBlock } from "../table/block.ts";
import { openFile } from "../table/byte_input.ts";
import { type Cell, exactNumber, type Row } from "../table/column.ts";
import { PlaceError } from "../table/place_error.ts";

/** A value for a place in a query. */
export type SqlValue = null | number | bigint | string | boolean | Uint8Array;

/** Values for the places in a query, in their order or by name. */
export type SqlValues = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/** Rows that are read at a time. */
const BLOCK_ROWS = 8192;

/** A reader of what a query finds; the file is opened for reading alone. */
export function sqliteReader(path: string, sql: string, params: SqlValues = []): BlockReader {
  return { name: path, open: (place) => new SqliteCursor({ path, sql, params }, place) };
}

interface Query {
  readonly path: string;
  readonly sql: string;
  readonly params: SqlValues;
}

class SqliteCursor implements BlockCursor {
  readonly #query: Query;
  #row: number;
  #open: { database: DatabaseSync; rows: Iterator<unknown> } | undefined;
  #ended = false;

  constructor(query: Query, place: JsonValue | undefined) {
    const row = place ?? 0;
    if (!Number.isSafeInteger(row) || (row as number) < 0) throw new PlaceError(place);
    this.#query = query;
    this.#row = row as number;
  }

  place(): JsonValue {
    return this.#row;
  }

  async next(): Promise<Block | undefined> {
    if (this.#ended) return undefined;
    try {
      const { rows } = this.#open ??= await this.#begin();
      const block: Row[] = [];
      while (block.length < BLOCK_ROWS) {
        const { done, value } = rows.next();
        if (done) {
          this.#ended = true;
          this.#requireEnd(this.#row + block.length);
          break;
        }
        block.push(rowOf(value as Record<string, unknown>));
      }
      this.#row += block.length;
      return block.length > 0 ? rowBlock(block) : undefined;
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound || cause instanceof TypeError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Cannot query ${this.#query.path}: ${reason}`, { cause });
    }
  }

  /**
   * Throws unless the query really has no more rows: Deno's iteration over a statement ends without a
   * word where SQLite fails in the middle. Asked in another way, it says why.
   */
  #requireEnd(rows: number): void {
    const { sql, params } = this.#query;
    const rest = `SELECT * FROM (\n${sql.replace(/[;\s]+$/, "")}\n) LIMIT 1 OFFSET ${rows}`;
    const statement = this.#open!.database.prepare(rest);
    statement.setReadBigInts(true);
    if (all(statement, params).length === 0) return;
    throw new Error(
      `it gave ${rows} rows, and now has more; a query must give the same rows each time`,
    );
  }

  async #begin() {
    const { path, sql, params } = this.#query;
    // SQLite's own message would not tell a missing file from one that is not allowed.
    if (path !== ":memory:") await (await openFile(path)).close();
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(path, { readOnly: path !== ":memory:" });
    this.#open = { database, rows: [][Symbol.iterator]() };
    // All that is read is of one moment, whatever others write meanwhile.
    database.exec("BEGIN");
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    const rows = Array.isArray(params)
      ? statement.iterate(...params.map(plain))
      : statement.iterate(named(params));
    for (let i = 0; i < this.#row; i++) rows.next();
    return { database, rows };
  }

  close(): Promise<void> {
    this.#open?.database.close();
    this.#open = undefined;
    this.#ended = true;
    return Promise.resolve();
  }
}

function all(statement: StatementSync, params: SqlValues): unknown[] {
  return Array.isArray(params) ? statement.all(...params.map(plain)) : statement.all(named(params));
}

function named(params: SqlValues): Record<string, SQLInputValue> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, plain(value)]));
}

function plain(value: SqlValue): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : value as SQLInputValue;
}

function rowOf(row: Record<string, unknown>): Row {
  const cells: Record<string, Cell> = {};
  for (const name in row) {
    const value = row[name] as Cell;
    cells[name] = typeof value === "bigint" ? exactNumber(value) : value;
  }
  return cells;
}
