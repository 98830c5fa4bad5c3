/**
 * Columns that a query of DuckDB finds.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import type { NdArray, NdDType } from "../../core/nd_array.ts";
import {
  type DuckChunk,
  type DuckConnection,
  type DuckInstance,
  type DuckResult,
  loadDuckDb,
} from "../../deps/duckdb.ts";
import { type Block, type BlockCursor, type BlockReader, columnBlock } from "../table/block.ts";
import {
  bytesOf,
  type Cell,
  type Column,
  type Columns,
  concatColumns,
  exactNumber,
  sliceColumns,
} from "../table/column.ts";
import { columnOfCells } from "../table/column_of_cells.ts";
import { nativeMemoryGrown } from "../table/native_memory.ts";
import { PlaceError } from "../table/place_error.ts";
import type { SqlValues } from "./sqlite.ts";

/** What DuckDB calls element types. */
const DTYPES: Readonly<Record<string, NdDType>> = {
  BOOLEAN: "bool",
  TINYINT: "int8",
  SMALLINT: "int16",
  INTEGER: "int32",
  BIGINT: "int64",
  UTINYINT: "uint8",
  USMALLINT: "uint16",
  UINTEGER: "uint32",
  UBIGINT: "uint64",
  FLOAT: "float32",
  DOUBLE: "float64",
};

/** Rows that are put together before they are handed on; DuckDB's pieces have 2,048. */
const BLOCK_ROWS = 65_536;

/** What is asked. */
export interface DuckDbQuery {
  /** The query. */
  readonly sql: string;
  /** File of the database; in memory unless told. */
  readonly database: string;
  /** Values for the places in the query. */
  readonly params?: SqlValues | undefined;
}

/** A reader of what a query finds. */
export function duckDbReader(query: DuckDbQuery): BlockReader {
  return { name: "a query of DuckDB", open: (place) => new DuckDbCursor(query, place) };
}

interface OpenQuery {
  readonly instance: DuckInstance;
  readonly connection: DuckConnection;
  readonly result: DuckResult;
}

class DuckDbCursor implements BlockCursor {
  readonly #query: DuckDbQuery;
  #row: number;
  #skip: number;
  #open: Promise<OpenQuery> | undefined;
  #ended = false;

  constructor(query: DuckDbQuery, place: JsonValue | undefined) {
    const row = place ?? 0;
    if (!Number.isSafeInteger(row) || (row as number) < 0) throw new PlaceError(place);
    this.#query = query;
    this.#row = this.#skip = row as number;
  }

  place(): JsonValue {
    return this.#row;
  }

  async next(): Promise<Block | undefined> {
    if (this.#ended) return undefined;
    try {
      const { result } = await (this.#open ??= this.#begin());
      const parts: Columns[] = [];
      let count = 0;
      while (count < BLOCK_ROWS) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) {
          this.#ended = true;
          break;
        }
        const skipped = Math.min(this.#skip, chunk.rowCount);
        this.#skip -= skipped;
        if (skipped === chunk.rowCount) continue;
        const names = result.columnNames();
        const types = result.columnTypes();
        const columns = Object.fromEntries(names.map((name, i) => [
          name,
          columnOf(chunk, i, String(types[i])),
        ]));
        parts.push(skipped > 0 ? sliceColumns(columns, skipped, chunk.rowCount) : columns);
        count += chunk.rowCount - skipped;
      }
      this.#row += count;
      if (count === 0) return undefined;
      const columns = concatColumns(parts);
      await nativeMemoryGrown(bytesOf(columns));
      return columnBlock(columns);
    } catch (cause) {
      if (cause instanceof TypeError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Cannot query DuckDB: ${reason}`, { cause });
    }
  }

  async #begin(): Promise<OpenQuery> {
    const { sql, database, params } = this.#query;
    const duckDb = await loadDuckDb();
    const access: Record<string, string> = database === ":memory:"
      ? {}
      : { access_mode: "READ_ONLY" };
    const instance = await duckDb.DuckDBInstance.create(database, access);
    const connection = await instance.connect();
    try {
      return { instance, connection, result: await connection.stream(sql, params) };
    } catch (error) {
      connection.closeSync();
      instance.closeSync();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#ended = true;
    const open = this.#open;
    this.#open = undefined;
    // A query that could not begin has closed what it opened, and was reported.
    const opened = await open?.catch(() => undefined);
    opened?.connection.closeSync();
    opened?.instance.closeSync();
  }
}

function columnOf(chunk: DuckChunk, index: number, type: string): Column {
  const dtype = DTYPES[type];
  const { items, validity } = chunk.getColumnVector(index);
  if (dtype !== undefined && ArrayBuffer.isView(items) && validity?.data === null) {
    // A copy: the vector's memory is the database's.
    const data = (items as Float64Array).slice(0, chunk.rowCount);
    return { dtype, shape: [chunk.rowCount], data } as unknown as NdArray;
  }
  const values = chunk.getColumnValues(index);
  if (dtype === "float32" || dtype === "float64") {
    const numbers = (values as (number | null)[]).map((value) => value ?? NaN);
    const data = dtype === "float32" ? Float32Array.from(numbers) : Float64Array.from(numbers);
    return { dtype, shape: [values.length], data } as NdArray;
  }
  if (dtype !== undefined && dtype !== "bool") {
    return (values as (number | bigint | null)[])
      .map((value) => typeof value === "bigint" ? exactNumber(value) : value);
  }
  const cells = values.map(cellOf);
  return /^(BOOLEAN|DATE|TIME|DECIMAL|HUGEINT|UHUGEINT)/.test(type) || /\[\d*\]$/.test(type)
    ? columnOfCells(cells)
    : cells;
}

/** A value of DuckDB's classes as a cell: dates and times in milliseconds, decimals as numbers. */
function cellOf(value: unknown): Cell {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value as Cell;
  const fields = value as Readonly<Record<string, unknown>>;
  if (typeof fields.micros === "bigint" && !("months" in fields)) {
    return Number(fields.micros) / 1e3;
  }
  if (typeof fields.nanoseconds === "bigint") return Number(fields.nanoseconds) / 1e6;
  if (typeof fields.nanos === "bigint") return Number(fields.nanos) / 1e6;
  if (typeof fields.milliseconds === "bigint") return Number(fields.milliseconds);
  if (typeof fields.seconds === "bigint") return Number(fields.seconds) * 1e3;
  if (typeof fields.days === "number" && !("months" in fields)) return fields.days * 86_400_000;
  if (typeof fields.scale === "number") return Number(`${fields.value}e${-fields.scale}`);
  if (Array.isArray(fields.items)) return fields.items.map(cellOf);
  if (fields.bytes instanceof Uint8Array) return new Uint8Array(fields.bytes);
  if (
    typeof fields.entries === "object" && fields.entries !== null && !Array.isArray(fields.entries)
  ) {
    return Object.fromEntries(
      Object.entries(fields.entries).map(([name, part]) => [name, cellOf(part)]),
    );
  }
  return String(value);
}
