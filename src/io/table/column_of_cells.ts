/**
 * Columns out of single values.
 *
 * @module
 */

import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import { type Cell, type Column, concatColumn } from "./column.ts";

/**
 * Numbers become float64, and those that are missing among them NaN; truth values bool; lists of numbers
 * of one length float64 `[rows, length]`. Everything else stays a list.
 */
export function columnOfCells(cells: readonly Cell[]): Column {
  const kind = kindOf(cells);
  switch (kind) {
    case "number": {
      const data = Float64Array.from(cells, (cell) => cell === null ? NaN : cell as number);
      return { dtype: "float64", shape: [cells.length], data };
    }
    case "boolean":
      if (cells.includes(null)) return cells;
      return { dtype: "bool", shape: [cells.length], data: Uint8Array.from(cells, Number) };
    case "list":
      return columnOfLists(cells);
    default:
      return cells;
  }
}

function kindOf(cells: readonly Cell[]): "number" | "boolean" | "list" | undefined {
  let kind: "number" | "boolean" | "list" | undefined;
  for (const cell of cells) {
    if (cell === null) continue;
    const own = typeof cell === "number"
      ? "number"
      : typeof cell === "boolean"
      ? "boolean"
      : Array.isArray(cell) || isNdArray(cell)
      ? "list"
      : undefined;
    if (own === undefined || (kind ?? own) !== own) return undefined;
    kind = own;
  }
  return kind;
}

function columnOfLists(cells: readonly Cell[]): Column {
  const arrays: NdArray[] = [];
  for (const cell of cells) {
    const inner = Array.isArray(cell) ? columnOfCells(cell) : cell;
    if (!isNdArray(inner)) return cells;
    arrays.push({ ...inner, shape: [1, ...inner.shape] } as NdArray);
  }
  const column = concatColumn(arrays);
  // Of different lengths: they stay what they were.
  return isNdArray(column) ? column : cells;
}
