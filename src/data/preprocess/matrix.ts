/**
 * Rows of numbers, however they are given.
 *
 * @module
 */

import { isNdArray, type NdArray, type NdArrayOf } from "../../core/nd_array.ts";
import { shapeText } from "../../core/shape.ts";

/** Rows of numbers of one length: lists, or an array `[rows, columns]`. */
export type Rows = readonly ArrayLike<number>[] | NdArray;

/** Rows in memory one behind the other. */
export interface Matrix {
  /** How many rows. */
  readonly rows: number;
  /** Numbers per row. */
  readonly columns: number;
  /** All numbers, row by row. */
  readonly data: ArrayLike<number>;
}

/**
 * Rows as one block of numbers.
 *
 * @param what What is done with them, for the message.
 * @throws {TypeError} When rows differ in length, or the array has another rank or 64-bit integers.
 */
export function matrixOf(what: string, rows: Rows): Matrix {
  if (!isNdArray(rows)) return matrixOfLists(what, rows);
  const [count, columns] = rows.shape;
  const { data } = rows;
  const known = !(data instanceof BigInt64Array || data instanceof BigUint64Array) &&
    rows.dtype !== "float16" && rows.dtype !== "bfloat16";
  if (rows.shape.length !== 2 || !known) {
    throw new TypeError(
      `Cannot ${what}: wanted numbers [rows, columns], got ${rows.dtype} ${shapeText(rows.shape)}`,
    );
  }
  return { rows: count!, columns: columns!, data };
}

function matrixOfLists(what: string, rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw new TypeError(
        `Cannot ${what}: the first row has ${columns} columns, row ${i} has ${row.length}`,
      );
    }
    data.set(row, i * columns);
  });
  return { rows: rows.length, columns, data };
}

/** Throws unless rows have as many columns as those that were learnt from. */
export function requireColumns(what: string, matrix: Matrix, columns: number): void {
  if (matrix.columns === columns) return;
  throw new TypeError(
    `Cannot ${what}: it was fitted on ${columns} columns, these rows have ${matrix.columns}`,
  );
}

/** New rows out of each number and the number of its column. */
export function changed(
  matrix: Matrix,
  change: (value: number, column: number) => number,
): NdArrayOf<"float32"> {
  const data = Float32Array.from(matrix.data, (value, i) => change(value, i % matrix.columns));
  return { dtype: "float32", shape: [matrix.rows, matrix.columns], data };
}

/** The numbers of a column that are there. */
export function column(matrix: Matrix, index: number): Float64Array {
  const values: number[] = [];
  for (let at = index; at < matrix.data.length; at += matrix.columns) {
    if (!Number.isNaN(matrix.data[at])) values.push(matrix.data[at]!);
  }
  return Float64Array.from(values);
}
