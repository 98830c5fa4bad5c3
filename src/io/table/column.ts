/**
 * Columns of tables, and the cells of their rows.
 *
 * @module
 */

import { isNdArray, type NdArray, type NdDType } from "../../core/nd_array.ts";
import { shapeSize } from "../../core/shape.ts";

/**
 * One value in a row: numbers, truth values, texts, bytes; an array on the host or a list for what is a
 * list; an object for what has fields; null for what is missing and is no float.
 */
export type Cell =
  | null
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | NdArray
  | readonly Cell[]
  | { readonly [field: string]: Cell };

/** A row: cells by the names of their columns. */
export type Row = Readonly<Record<string, Cell>>;

/**
 * A column: an array with the rows as its first axis, or a list where elements are no numbers or some
 * that are no floats are missing.
 */
export type Column = NdArray | readonly Cell[];

/** Columns of one length, by name. */
export type Columns = Readonly<Record<string, Column>>;

/** Rows of a column. */
export function columnLength(column: Column): number {
  return isNdArray(column) ? column.shape[0] ?? 0 : column.length;
}

/** Rows of columns; 0 without any. */
export function rowCount(columns: Columns): number {
  for (const name in columns) return columnLength(columns[name]!);
  return 0;
}

/** Some rows of a column; arrays are views. */
export function sliceColumn(column: Column, start: number, end: number): Column {
  if (!isNdArray(column)) return column.slice(start, end);
  const [, ...inner] = column.shape;
  const size = shapeSize(inner);
  const data = column.data.subarray(start * size, end * size);
  return { dtype: column.dtype, shape: [end - start, ...inner], data } as NdArray;
}

/** Some rows of columns; arrays are views. */
export function sliceColumns(columns: Columns, start: number, end: number): Columns {
  return mapColumns(columns, (column) => sliceColumn(column, start, end));
}

/** Columns out of columns. */
export function mapColumns(
  columns: Columns,
  change: (column: Column, name: string) => Column,
): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, change(column, name)]),
  );
}

/** One value of a column. Whole numbers of 64 bits are numbers as long as those are exact. */
export function cellAt(column: Column, index: number): Cell {
  if (!isNdArray(column)) return column[index] ?? null;
  if (column.shape.length > 1) {
    const { dtype, shape, data } = sliceColumn(column, index, index + 1) as NdArray;
    return { dtype, shape: shape.slice(1), data } as NdArray;
  }
  const value = column.data[index]!;
  if (typeof value === "bigint") return exactNumber(value);
  if (column.dtype === "bool") return value === 1;
  return value;
}

/** A whole number as a number if that is exact, else as it is. */
export function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** One row of columns. */
export function rowAt(columns: Columns, index: number): Row {
  const row: Record<string, Cell> = {};
  for (const name in columns) row[name] = cellAt(columns[name]!, index);
  return row;
}

/** Parts of one column, put together; a list where one of them is a list. */
export function concatColumn(parts: readonly Column[]): Column {
  const [first] = parts;
  if (first === undefined) return [];
  if (parts.length === 1) return first;
  const arrays = parts.filter(isNdArray);
  if (arrays.length === parts.length && arrays.every((array) => fits(array, arrays[0]!))) {
    return concatArrays(arrays);
  }
  const all: Cell[] = new Array(parts.reduce((sum, part) => sum + columnLength(part), 0));
  let at = 0;
  for (const part of parts) {
    const cells = isNdArray(part) ? cellsOf(part) : part;
    for (let i = 0; i < cells.length; i++) all[at++] = cells[i]!;
  }
  return all;
}

function fits(array: NdArray, first: NdArray): boolean {
  return array.dtype === first.dtype &&
    String(array.shape.slice(1)) === String(first.shape.slice(1));
}

function concatArrays(arrays: readonly NdArray[]): NdArray {
  const [first] = arrays as [NdArray];
  const make = first.data.constructor as new (length: number) => Float32Array;
  const data = new make(arrays.reduce((sum, array) => sum + array.data.length, 0));
  let at = 0;
  let rows = 0;
  for (const array of arrays) {
    data.set(array.data as Float32Array, at);
    at += array.data.length;
    rows += array.shape[0]!;
  }
  return { dtype: first.dtype, shape: [rows, ...first.shape.slice(1)], data } as unknown as NdArray;
}

/** All values of an array of rows. */
export function cellsOf(array: NdArray): Cell[] {
  return Array.from({ length: array.shape[0]! }, (_, i) => cellAt(array, i));
}

/** Parts of columns, put together. */
export function concatColumns(parts: readonly Columns[]): Columns {
  if (parts.length === 1) return parts[0]!;
  return mapColumns(
    parts[0] ?? {},
    (_, name) => concatColumn(parts.map((part) => part[name]!)),
  );
}

/** Element types whose missing values are NaN. */
export function isFloat(dtype: NdDType): boolean {
  return dtype === "float32" || dtype === "float64";
}

/** What a value in a list is counted as. */
const CELL_BYTES = 16;

/** About how many bytes columns take. */
export function bytesOf(columns: Columns): number {
  let bytes = 0;
  for (const name in columns) {
    const column = columns[name]!;
    bytes += isNdArray(column) ? column.data.byteLength : CELL_BYTES * column.length;
  }
  return bytes;
}
