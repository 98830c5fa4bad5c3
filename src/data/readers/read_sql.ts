/**
 * What queries of databases find, as data sets.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { duckDbReader } from "../../io/sql/duckdb.ts";
import { sqliteReader, type SqlValues } from "../../io/sql/sqlite.ts";
import { TableDataset } from "./table_dataset.ts";

/** How a query is asked. */
export interface ReadSqlOptions {
  /** Values for the places in the query, `?` in their order or `$name` by name. */
  readonly params?: SqlValues;
  /** Rows per batch of `columnBatches()`; 65,536 unless told. */
  readonly batchSize?: number;
}

const READ_SQL_OPTIONS: OptionNames<ReadSqlOptions> = {
  params: true,
  batchSize: true,
};

/** How a query of DuckDB is asked. */
export interface ReadDuckDbOptions extends ReadSqlOptions {
  /** File of the database, which is opened for reading alone; in memory unless told. */
  readonly database?: string;
}

const READ_DUCK_DB_OPTIONS: OptionNames<ReadDuckDbOptions> = {
  database: true,
  params: true,
  batchSize: true,
};

/**
 * Reads what a query of SQLite finds. To go on from a place the query is asked again: give it an
 * `ORDER BY`.
 *
 * @param path The database, which is opened for reading alone.
 * @param sql The query.
 * @param options Values for its places.
 * @returns Rows, or columns; nothing is asked before somebody iterates.
 * @throws {Error} While reading: what SQLite says, with the path.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const rows = data.readSqlite(":memory:", "SELECT ? + 1 AS next", { params: [41] });
 * assertEquals(await rows.toArray(), [{ next: 42 }]);
 * ```
 */
export function readSqlite(
  path: string,
  sql: string,
  options: ReadSqlOptions = {},
): TableDataset {
  requireOptions("Cannot query", options, READ_SQL_OPTIONS);
  return new TableDataset(sqliteReader(path, sql, options.params), options.batchSize);
}

/**
 * Reads what a query of DuckDB finds, which can be about files as well: `SELECT * FROM 'a.parquet'`. To
 * go on from a place the query is asked again: give it an `ORDER BY`.
 *
 * @param sql The query.
 * @param options Database, and values for the query's places.
 * @returns Rows, or columns; nothing is asked before somebody iterates.
 * @throws {Error} While reading: what DuckDB says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const squares = data.readDuckdb("SELECT i * i AS square FROM range($n) t(i)", { params: { n: 3 } });
 * assertEquals(await squares.toArray(), [{ square: 0 }, { square: 1 }, { square: 4 }]);
 * ```
 */
export function readDuckdb(sql: string, options: ReadDuckDbOptions = {}): TableDataset {
  requireOptions("Cannot query", options, READ_DUCK_DB_OPTIONS);
  const { database = ":memory:", params, batchSize } = options;
  return new TableDataset(duckDbReader({ sql, database, params }), batchSize);
}
