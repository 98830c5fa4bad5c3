/**
 * Missing values of rows left out or filled in.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import type { Cell, Column, Columns } from "../../io/table/column.ts";
import { columnOfCells } from "../../io/table/column_of_cells.ts";
import { Dataset } from "../dataset/dataset.ts";

/** Whether a value is missing: null, undefined or NaN. */
export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

/** Which columns are looked at. */
export interface DropMissingOptions {
  /** Names of columns; all unless told. */
  readonly columns?: readonly string[];
  /** Whether a row goes when any of them is missing, or only when all are; "any" unless told. */
  readonly how?: "any" | "all";
}

const DROP_MISSING_OPTIONS: OptionNames<DropMissingOptions> = {
  columns: true,
  how: true,
};

/**
 * Leaves out rows with missing values (null or NaN), as pandas' `dropna`.
 *
 * @param rows A data set of objects.
 * @param options Which columns count, and whether one missing value is enough.
 * @returns The rows that are left.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const rows = data.from([{ x: 1, name: "a" }, { x: NaN, name: "b" }]);
 * assertEquals(await data.dropMissing(rows).toArray(), [{ x: 1, name: "a" }]);
 * ```
 */
export function dropMissing<T extends Readonly<Record<string, unknown>>>(
  rows: Dataset<T>,
  options: DropMissingOptions = {},
): Dataset<T> {
  requireOptions("Cannot leave out rows", options, DROP_MISSING_OPTIONS);
  const { columns, how = "any" } = options;
  requireWord("Cannot leave out rows", "how", { value: how, words: ["any", "all"] });
  return rows.filter((row) => {
    const names = columns ?? Object.keys(row);
    const missing = (name: string) => isMissing(row[name]);
    return how === "any" ? !names.some(missing) : names.length === 0 || !names.every(missing);
  });
}

/**
 * Fills in missing values (null or NaN) with constants, as pandas' `fillna`; `data.Imputer` learns what
 * to fill in.
 *
 * @param rows A data set of objects.
 * @param values What stands for a missing value, by column; other columns stay as they are.
 * @returns The rows.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const rows = data.readCsv(new TextEncoder().encode("x,name\n1.5,a\n,\n"));
 * assertEquals(await data.fillMissing(rows, { x: 0, name: "nobody" }).toArray(), [
 *   { x: 1.5, name: "a" },
 *   { x: 0, name: "nobody" },
 * ]);
 * ```
 */
export function fillMissing<T extends Readonly<Record<string, unknown>>>(
  rows: Dataset<T>,
  values: Readonly<Record<string, Cell>>,
): Dataset<T> {
  return rows.map((row) => {
    const filled: Record<string, unknown> = { ...row };
    for (const name in values) if (isMissing(filled[name])) filled[name] = values[name];
    return filled as T;
  });
}

/**
 * Fills in missing values of whole columns.
 *
 * @param columns Columns by name.
 * @param values What stands for a missing value, by column.
 * @returns The columns; numbers that were a list because some were missing become an array.
 * @throws {TypeError} When there is no column of a name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const table = data.readCsv(new TextEncoder().encode("x,rooms\n1.5,2\n,\n"));
 * const { x } = data.fillMissingColumns(await table.columns(), { x: 0, rooms: 1 });
 * assertEquals(x, { dtype: "float64", shape: [2], data: new Float64Array([1.5, 0]) });
 * ```
 */
export function fillMissingColumns(
  columns: Columns,
  values: Readonly<Record<string, Cell>>,
): Columns {
  const filled: Record<string, Column> = { ...columns };
  for (const [name, value] of Object.entries(values)) {
    const column = columns[name];
    if (column === undefined) {
      throw new TypeError(
        `Cannot fill in column "${name}": there are ${Object.keys(columns).join(", ")}`,
      );
    }
    filled[name] = isNdArray(column)
      ? fillArray(column, value)
      : columnOfCells(column.map((cell) => isMissing(cell) ? value : cell));
  }
  return filled;
}

function fillArray(column: NdArray, value: Cell): Column {
  if (column.dtype !== "float32" && column.dtype !== "float64") return column;
  const number = Number(value);
  return { ...column, data: column.data.map((x) => Number.isNaN(x) ? number : x) } as NdArray;
}

/** How many values of each column are missing. */
export type MissingCounts = Readonly<Record<string, number>>;

/**
 * Counts missing values.
 *
 * @param columns Columns by name.
 * @returns How many are null or NaN in each.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const table = data.readCsv(new TextEncoder().encode("x,name\n1.5,\n,\n"));
 * assertEquals(data.countMissing(await table.columns()), { x: 1, name: 2 });
 * ```
 */
export function countMissing(columns: Columns): MissingCounts {
  if (columns instanceof Dataset) {
    throw new TypeError(
      "Cannot count missing values: wanted columns by name, got a data set; columns() of a table " +
        "gives them",
    );
  }
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, countIn(column)]),
  );
}

function countIn(column: Column): number {
  let count = 0;
  const values: ArrayLike<unknown> = isNdArray(column) ? column.data : column;
  for (let i = 0; i < values.length; i++) if (isMissing(values[i])) count++;
  return count;
}
