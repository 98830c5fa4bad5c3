/**
 * NumPy's files of one array.
 *
 * @see {@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html} for the format
 * @module
 */

import { type NdArray, ndArray, type NdDType } from "../../core/nd_array.ts";
import { shapeSize, shapeText } from "../../core/shape.ts";
import { arrayOfBytes } from "../array_of_bytes.ts";

const MAGIC = "\x93NUMPY";

const CODES: Readonly<Partial<Record<NdDType, string>>> = {
  float32: "<f4",
  float64: "<f8",
  float16: "<f2",
  int8: "|i1",
  int16: "<i2",
  int32: "<i4",
  int64: "<i8",
  uint8: "|u1",
  uint16: "<u2",
  uint32: "<u4",
  uint64: "<u8",
  bool: "|b1",
};

const DTYPES = new Map(
  Object.entries(CODES).map(([dtype, code]) => [code.slice(1), dtype as NdDType]),
);

function fail(what: string): never {
  throw new SyntaxError(`Cannot read a .npy file: ${what}`);
}

/**
 * Reads an array that NumPy's `save` wrote.
 *
 * @param bytes The whole file.
 * @returns Type, shape and values; Fortran order becomes C order, big-endian values little-endian ones.
 * @throws {SyntaxError} When it is no whole such file.
 * @throws {TypeError} When its elements are of a type that has no typed array: Python objects, texts,
 *   dates, complex numbers, records.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const array = io.ndArray({ dtype: "int16", shape: [3], data: new Int16Array([1, 2, 3]) });
 * assertEquals(io.readNpy(io.writeNpy(array)), array);
 * ```
 */
export function readNpy(bytes: Uint8Array): NdArray {
  const { text, start } = readHeader(bytes);
  const code = text.match(/'descr':\s*'([^']*)'/)?.[1];
  const fortran = text.match(/'fortran_order':\s*(True|False)/)?.[1];
  const axes = text.match(/'shape':\s*\(([\d,\s]*)\)/)?.[1];
  if (code === undefined) {
    throw new TypeError(
      "Cannot read a .npy file: its elements are records; save each field by itself",
    );
  }
  if (fortran === undefined || axes === undefined) fail(`the header is ${JSON.stringify(text)}`);
  const dtype = DTYPES.get(code.slice(1));
  if (dtype === undefined) {
    throw new TypeError(
      `Cannot read a .npy file: its elements are of type "${code}"; known are ` +
        `${[...DTYPES.keys()].join(" ")} (convert with astype before saving)`,
    );
  }
  const shape = axes.split(",").map((axis) => axis.trim()).filter((axis) => axis !== "").map(
    Number,
  );
  const data = bytes.slice(start);
  const width = Number(code.slice(2));
  if (data.length !== shapeSize(shape) * width) {
    fail(
      `shape ${shapeText(shape)} of "${code}" needs ${shapeSize(shape) * width} bytes, but there ` +
        `are ${data.length} (is it cut off?)`,
    );
  }
  if (code[0] === ">") swapBytes(data, width);
  if (fortran === "False" || shape.length < 2) return arrayOfBytes({ dtype, shape }, data);
  return arrayOfBytes({ dtype, shape }, toRowMajor(data, shape, width));
}

function readHeader(bytes: Uint8Array): { text: string; start: number } {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < 12) fail("it does not begin as one");
  const major = bytes[6]!;
  if (major < 1 || major > 3) fail(`version ${major} is unknown, 1 to 3 are known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [length, from] = major === 1
    ? [view.getUint16(8, true), 10]
    : [view.getUint32(8, true), 12];
  if (from + length > bytes.length) fail("it ends within its header");
  const decoder = new TextDecoder(major === 3 ? "utf-8" : "latin1");
  return { text: decoder.decode(bytes.subarray(from, from + length)).trim(), start: from + length };
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

/** Columns one after the other become rows one after the other. */
function toRowMajor(
  bytes: Uint8Array,
  shape: readonly number[],
  width: number,
): Uint8Array<ArrayBuffer> {
  const turned = new Uint8Array(bytes.length);
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => width * shapeSize(shape.slice(0, axis)));
  for (let at = 0; at < bytes.length; at += width) {
    const from = index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
    turned.set(bytes.subarray(from, from + width), at);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) {
      index[axis] = 0;
    }
  }
  return turned;
}

/**
 * Writes an array as NumPy's `save` does.
 *
 * @param array Any type but bfloat16, which NumPy does not have.
 * @returns The file.
 * @throws {TypeError} For bfloat16.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const array = io.ndArray({ dtype: "float64", shape: [], data: new Float64Array([1]) });
 * assertEquals(io.writeNpy(array).length, 128 + 8);
 * ```
 */
export function writeNpy(array: NdArray): Uint8Array<ArrayBuffer> {
  const { dtype, shape, data } = ndArray(array);
  const code = CODES[dtype];
  if (code === undefined) {
    throw new TypeError(`Cannot write a .npy file: NumPy has no ${dtype}; convert to float32`);
  }
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${code}', 'fortran_order': False, 'shape': (${axes}), }`;
  // The data begins at a multiple of 64 bytes; a line break ends the header.
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const file = new Uint8Array(start + data.byteLength);
  const header = `${MAGIC}\x01\x00\x00\x00${text.padEnd(start - 11)}\n`;
  for (let i = 0; i < header.length; i++) file[i] = header.charCodeAt(i);
  new DataView(file.buffer).setUint16(8, start - 10, true);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return file;
}
