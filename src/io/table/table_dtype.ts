/**
 * Element types of columns.
 *
 * @module
 */

import { isNdArray, ND_DATA, type NdArray, type NdDType } from "../../core/nd_array.ts";
import { type Cell, cellsOf, type Column, isFloat } from "./column.ts";

/** An element type that a column can be read as. */
export type TableDType = Exclude<NdDType, "float16" | "bfloat16"> | "string";

/**
 * A column as another element type. Missing values become NaN in floats and make a list of others.
 *
 * @throws {TypeError} When a value does not fit; the message names the column and the value.
 */
export function castColumn(column: Column, dtype: TableDType, name: string): Column {
  if (isNdArray(column) && column.dtype === dtype) return column;
  const cells = isNdArray(column)
    ? column.shape.length === 1 ? cellsOf(column) : undefined
    : column;
  if (cells === undefined) return castArray(column as NdArray, dtype, name);
  if (dtype === "string") {
    return cells.map((cell) => cell === null || typeof cell === "string" ? cell : String(cell));
  }
  if (!isFloat(dtype) && cells.some(isMissing)) {
    return cells.map((cell) => isMissing(cell) ? null : narrowed(cell, dtype, name));
  }
  const data = new ND_DATA[dtype](cells.length);
  cells.forEach((cell, i) => {
    data[i] = isMissing(cell) ? NaN : narrowed(cell, dtype, name) as number;
  });
  return { dtype, shape: [cells.length], data } as NdArray;
}

function castArray(array: NdArray, dtype: TableDType, name: string): Column {
  if (dtype === "string") {
    throw new TypeError(`Cannot read column "${name}" as string: its values are lists`);
  }
  const data = new ND_DATA[dtype](array.data.length);
  array.data.forEach((value, i) => {
    data[i] = narrowed(value, dtype, name) as number;
  });
  return { dtype, shape: array.shape, data } as NdArray;
}

function isMissing(cell: Cell): boolean {
  return cell === null || Number.isNaN(cell);
}

/** A value as an element of an array of this type. */
function narrowed(cell: Cell, dtype: Exclude<TableDType, "string">, name: string): number | bigint {
  if (isFloat(dtype)) {
    const number = typeof cell === "string" && cell.trim() === "" ? NaN : Number(cell);
    if (typeof cell !== "object" && (!Number.isNaN(number) || Number.isNaN(cell))) return number;
    throw unfit(cell, dtype, name);
  }
  const one = new ND_DATA[dtype](1);
  const wide = typeof one[0] === "bigint";
  try {
    const value = typeof cell === "boolean" ? Number(cell) : cell as number | bigint | string;
    one[0] = (wide ? BigInt(value) : Number(value)) as number;
    const same = wide ? one[0] === BigInt(value) as unknown : one[0] === Number(value);
    if (typeof cell !== "object" && same && !(dtype === "bool" && one[0] > 1)) return one[0];
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
  }
  throw unfit(cell, dtype, name);
}

function unfit(cell: Cell, dtype: TableDType, name: string): TypeError {
  const shown = typeof cell === "string" ? JSON.stringify(cell) : String(cell);
  return new TypeError(
    `Cannot read column "${name}" as ${dtype}: ${shown} does not fit; give it another type in dtypes`,
  );
}
