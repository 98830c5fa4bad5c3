/**
 * Columns out of Arrow's.
 *
 * @module
 */

import { isNdArray, type NdArray, type NdDType } from "../../core/nd_array.ts";
import type { Arrow, ArrowTable, ArrowVector } from "../../deps/arrow.ts";
import { type Cell, cellAt, type Column, type Columns, isFloat, sliceColumn } from "./column.ts";

const MILLISECONDS = [1e3, 1, 1e-3, 1e-6];

const DTYPES: Readonly<Record<string, NdDType>> = {
  Float32Array: "float32",
  Float64Array: "float64",
  Int8Array: "int8",
  Int16Array: "int16",
  Int32Array: "int32",
  BigInt64Array: "int64",
  Uint8Array: "uint8",
  Uint16Array: "uint16",
  Uint32Array: "uint32",
  BigUint64Array: "uint64",
};

/**
 * Columns of a table of Arrow's. Numbers are views of its memory where nothing is missing. Dates and
 * times are float64, milliseconds since 1970 in UTC, since midnight, or of duration; decimals float64;
 * dictionaries their texts.
 *
 * @throws {TypeError} When a column is of a type that has no counterpart; the message names it.
 */
export function columnsOfArrow(arrow: Arrow, table: ArrowTable): Columns {
  return Object.fromEntries(table.schema.fields.map(({ name }, i) => {
    const vector = table.getChildAt(i)!;
    try {
      return [name, columnOf(arrow, vector)];
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      throw new TypeError(`Cannot read column "${name}" of type ${vector.type}: ${cause.message}`, {
        cause,
      });
    }
  }));
}

function columnOf(arrow: Arrow, vector: ArrowVector): Column {
  const { Type } = arrow;
  const { type, length } = vector;
  switch (type.typeId) {
    case Type.Int:
      return numbers(vector, vector.toArray() as ArrayBufferView);
    case Type.Float:
      if (type.precision !== 0) return numbers(vector, vector.toArray() as ArrayBufferView);
      // Halves: as numbers, since NumPy's kind of missing value needs a float that has room.
      return numbers(vector, floats(vector, 1, Float32Array));
    case Type.Bool:
      return truths(vector);
    case Type.Date:
    case Type.Timestamp:
      // Both are handed out as milliseconds already.
      return numbers(vector, floats(vector, 1));
    case Type.Time:
    case Type.Duration:
      return numbers(vector, floats(vector, MILLISECONDS[type.unit ?? 1]!));
    case Type.Decimal:
      return numbers(vector, decimals(vector));
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
      return lists(arrow, vector);
    case Type.Struct:
      return structs(arrow, vector);
    case Type.Null:
      return new Array<Cell>(length).fill(null);
    case Type.Dictionary:
      return coded(arrow, vector);
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return cells(vector);
    default:
      throw new TypeError("there is no array or list for it; leave it out with columns");
  }
}

function numbers(vector: ArrowVector, values: ArrayBufferView): Column {
  const dtype = DTYPES[values.constructor.name];
  if (dtype === undefined) throw new TypeError(`unknown values ${values.constructor.name}`);
  const array = { dtype, shape: [vector.length], data: values } as unknown as NdArray;
  if (vector.nullCount === 0) return array;
  if (isFloat(dtype)) {
    const data = (array.data as Float64Array).slice();
    for (let i = 0; i < data.length; i++) if (!vector.isValid(i)) data[i] = NaN;
    return { ...array, data } as NdArray;
  }
  return Array.from(
    { length: vector.length },
    (_, i) => vector.isValid(i) ? cellAt(array, i) : null,
  );
}

function floats(
  vector: ArrowVector,
  factor: number,
  make: Float32ArrayConstructor | Float64ArrayConstructor = Float64Array,
): Float32Array | Float64Array {
  const values = new make(vector.length);
  for (let i = 0; i < values.length; i++) values[i] = Number(vector.get(i) ?? NaN) * factor;
  return values;
}

function decimals(vector: ArrowVector): Float64Array {
  const { scale = 0 } = vector.type;
  const values = new Float64Array(vector.length);
  for (let i = 0; i < values.length; i++) {
    const words = vector.get(i) as Uint32Array | null;
    if (words === null) continue;
    let whole = 0n;
    for (let k = words.length - 1; k >= 0; k--) whole = (whole << 32n) | BigInt(words[k]!);
    // Through text: a quotient of two rounded numbers would not be the nearest one.
    values[i] = Number(`${BigInt.asIntN(32 * words.length, whole)}e${-scale}`);
  }
  return values;
}

function truths(vector: ArrowVector): Column {
  if (vector.nullCount > 0) return cells(vector);
  const data = new Uint8Array(vector.length);
  let at = 0;
  for (const piece of vector.data) {
    const bits = piece.values as Uint8Array;
    for (let i = piece.offset; i < piece.offset + piece.length; i++) {
      data[at++] = bits[i >> 3]! >> (i & 7) & 1;
    }
  }
  return { dtype: "bool", shape: [vector.length], data };
}

function cells(vector: ArrowVector): Cell[] {
  const all = new Array<Cell>(vector.length);
  for (let i = 0; i < all.length; i++) all[i] = vector.get(i) as Cell;
  return all;
}

/** Each entry of a dictionary is made once. */
function coded(arrow: Arrow, vector: ArrowVector): Cell[] {
  const all: Cell[] = new Array(vector.length);
  let at = 0;
  for (const piece of vector.data) {
    const entries = columnOf(arrow, piece.dictionary!);
    const codes = piece.values as Uint32Array;
    for (let i = 0; i < piece.length; i++, at++) {
      all[at] = piece.nullCount > 0 && !vector.isValid(at)
        ? null
        : cellAt(entries, Number(codes[i]));
    }
  }
  return all;
}

function structs(arrow: Arrow, vector: ArrowVector): Cell[] {
  const fields = (vector.type.children ?? []).map(({ name }, i) =>
    [name, columnOf(arrow, vector.getChildAt(i)!)] as const
  );
  return Array.from(
    { length: vector.length },
    (_, i) =>
      vector.isValid(i)
        ? Object.fromEntries(fields.map(([name, column]) => [name, cellAt(column, i)]))
        : null,
  );
}

/** Lists of numbers of one length become one array; others arrays or lists of their own. */
function lists(arrow: Arrow, vector: ArrowVector): Column {
  const rows: (Column | null)[] = new Array(vector.length);
  let size: number | undefined;
  let regular = vector.nullCount === 0 && vector.length > 0;
  const wholes: NdArray[] = [];
  let at = 0;
  for (const [index, piece] of vector.data.entries()) {
    const values = columnOf(arrow, childOf(vector, index));
    if (isNdArray(values)) wholes.push(values);
    else regular = false;
    for (let i = 0; i < piece.length; i++, at++) {
      const [start, end] = bounds(vector, piece.valueOffsets, i, piece.offset);
      size ??= end - start;
      if (end - start !== size) regular = false;
      rows[at] = vector.isValid(at) ? sliceColumn(values, start, end) : null;
    }
  }
  if (regular && wholes.length === 1) {
    const whole = wholes[0]!;
    const first = vector.data[0]!;
    const [start] = bounds(vector, first.valueOffsets, 0, first.offset);
    const part = sliceColumn(whole, start, start + vector.length * size!) as NdArray;
    return { ...part, shape: [vector.length, size!, ...part.shape.slice(1)] } as NdArray;
  }
  return rows as Cell[];
}

function childOf(vector: ArrowVector, piece: number): ArrowVector {
  const whole = vector.getChildAt(0)!;
  if (vector.data.length === 1) return whole;
  // A vector of one piece: what the pieces' offsets count from.
  const make = whole.constructor as unknown as new (data: unknown[]) => ArrowVector;
  return new make([whole.data[piece]]);
}

function bounds(
  vector: ArrowVector,
  offsets: Int32Array | BigInt64Array | undefined,
  index: number,
  offset: number,
): [number, number] {
  const { listSize } = vector.type;
  // The children of lists of one length are cut to the piece; the offsets of others are.
  if (offsets === undefined || offsets.length === 0) {
    return [(offset + index) * listSize!, (offset + index + 1) * listSize!];
  }
  return [Number(offsets[index]), Number(offsets[index + 1])];
}
