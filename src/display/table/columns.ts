/**
 * Columns of values, whatever they come from.
 *
 * @module
 */

/** One column of a table; nothing is read before it is shown. */
export interface Column {
  /** Its heading. */
  readonly name: string;
  /** The value in a row, counted from 0. */
  readonly at: (row: number) => unknown;
}

/** A table before it is laid out. */
export interface Columns {
  /** From left to right. */
  readonly columns: readonly Column[];
  /** How many rows. */
  readonly rows: number;
}

/** Rows that are looked at to learn the names of the columns. */
const NAMED_BY = 1_000;

/**
 * Reads a table out of an array of objects or arrays, an object of arrays, or a frame.
 *
 * A frame is whatever has the methods of Polars' or Arrow's: `height` with `getColumn(name)`, or
 * `numRows` with `getChild(name)`.
 *
 * @returns Undefined when it is none of these.
 */
export function columnsOf(value: unknown): Columns | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return ofRows(value);
  return frameOf(value) ?? ofArrays(value);
}

/** Reads a frame of Polars or Arrow; undefined for anything else. */
export function frameOf(value: unknown): Columns | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return ofPolars(value) ?? ofArrow(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function ofRows(rows: readonly unknown[]): Columns | undefined {
  const known = rows.slice(0, NAMED_BY);
  if (known.length === 0) return undefined;
  if (known.every(isPlainObject)) {
    const names = new Set(known.flatMap((row) => Object.keys(row)));
    const at = (name: string) => (row: number) => {
      const object = rows[row];
      return isPlainObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
    };
    return { columns: [...names].map((name) => ({ name, at: at(name) })), rows: rows.length };
  }
  if (known.every(isList)) {
    const width = Math.max(...known.map((row) => row.length));
    const columns = Array.from({ length: width }, (_, i) => ({
      name: String(i),
      at: (row: number) => (rows[row] as ArrayLike<unknown> | undefined)?.[i],
    }));
    return { columns, rows: rows.length };
  }
  return undefined;
}

function ofArrays(value: object): Columns | undefined {
  if (!isPlainObject(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0) return undefined;
  const columns: Column[] = [];
  let rows = 0;
  for (const [name, list] of entries) {
    if (!isList(list)) return undefined;
    columns.push({ name, at: (row) => list[row] });
    rows = Math.max(rows, list.length);
  }
  return { columns, rows };
}

/** What is asked of a column of a frame. */
interface FrameColumn {
  /** Polars' own `get` fails on times, lists and structures. */
  getIndex?(row: number): unknown;
  get?(row: number): unknown;
  toArray?(): ArrayLike<unknown>;
}

/** Reads a column of a frame row by row where it can, else all of it when it is first asked for. */
function frameColumn(name: string, open: () => FrameColumn | null | undefined): Column {
  let column: FrameColumn | null | undefined;
  let all: ArrayLike<unknown> | undefined;
  const at = (row: number): unknown => {
    column ??= open();
    if (typeof column?.getIndex === "function") return column.getIndex(row);
    if (typeof column?.get === "function") return column.get(row);
    all ??= column?.toArray?.() ?? [];
    return all[row];
  };
  return { name, at };
}

function ofPolars(value: object): Columns | undefined {
  const frame = value as {
    columns?: unknown;
    height?: unknown;
    getColumn?: (name: string) => FrameColumn;
  };
  const { columns, height } = frame;
  if (typeof frame.getColumn !== "function" || typeof height !== "number") return undefined;
  if (!Array.isArray(columns)) return undefined;
  return {
    columns: columns.map(String).map((name) => frameColumn(name, () => frame.getColumn?.(name))),
    rows: height,
  };
}

function ofArrow(value: object): Columns | undefined {
  const frame = value as {
    schema?: { fields?: readonly { readonly name: string }[] };
    numRows?: unknown;
    getChild?: (name: string) => FrameColumn | null;
  };
  const fields = frame.schema?.fields;
  if (typeof frame.getChild !== "function" || typeof frame.numRows !== "number") return undefined;
  if (!Array.isArray(fields)) return undefined;
  return {
    columns: fields.map(({ name }) => frameColumn(name, () => frame.getChild?.(name))),
    rows: frame.numRows,
  };
}
