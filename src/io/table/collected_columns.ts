/**
 * Columns that grow block by block.
 *
 * @module
 */

import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import { shapeSize } from "../../core/shape.ts";
import { type Column, type Columns, concatColumn, rowCount, sliceColumn } from "./column.ts";

/**
 * Puts blocks together. Where the number of rows is known, arrays are made once, and each block is let
 * go as it comes: memory that is used again is far faster than memory that is new.
 */
export class CollectedColumns {
  readonly #total: number | undefined;
  readonly #columns = new Map<string, GrowingColumn>();
  #rows = 0;

  /** Begins without rows; `total` is how many there will be, if that is known. */
  constructor(total?: number) {
    this.#total = total;
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Names of the columns, once there is a block. */
  get names(): string[] {
    return [...this.#columns.keys()];
  }

  /** Adds rows; each block has the same names. */
  add(columns: Columns): void {
    for (const name in columns) {
      let column = this.#columns.get(name);
      if (column === undefined) this.#columns.set(name, column = new GrowingColumn(this.#total));
      column.add(columns[name]!, this.#rows);
    }
    this.#rows += rowCount(columns);
  }

  /** All rows. */
  columns(): Columns {
    return Object.fromEntries(
      [...this.#columns].map(([name, column]) => [name, column.whole(this.#rows)]),
    );
  }
}

class GrowingColumn {
  readonly #total: number | undefined;
  #array: NdArray | undefined;
  #parts: Column[] = [];

  constructor(total: number | undefined) {
    this.#total = total;
  }

  add(column: Column, at: number): void {
    if (this.#total === undefined || !this.#takes(column, at)) {
      this.#scatter(at);
      this.#parts.push(column);
      return;
    }
    const size = shapeSize(this.#array!.shape.slice(1));
    (this.#array!.data as Float64Array).set((column as NdArray).data as Float64Array, at * size);
  }

  whole(rows: number): Column {
    this.#scatter(rows);
    return concatColumn(this.#parts);
  }

  /** Whether the one array has room for a block; made for the first. */
  #takes(column: Column, at: number): boolean {
    if (!isNdArray(column) || this.#parts.length > 0) return false;
    const { dtype, shape: [rows, ...inner] } = column;
    if (at + rows! > this.#total!) return false;
    if (at === 0 && this.#array === undefined) {
      const make = column.data.constructor as new (length: number) => Float64Array;
      const data = new make(this.#total! * shapeSize(inner));
      this.#array = { dtype, shape: [this.#total!, ...inner], data } as unknown as NdArray;
    }
    return this.#array?.dtype === dtype && String(this.#array.shape.slice(1)) === String(inner);
  }

  /** From here on a list of parts: what came so far is the first. */
  #scatter(rows: number): void {
    if (this.#array === undefined) return;
    const full = rows === this.#array.shape[0];
    this.#parts.push(full ? this.#array : sliceColumn(this.#array, 0, rows));
    this.#array = undefined;
  }
}
