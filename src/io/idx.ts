/**
 * Reader for IDX, the format of the MNIST files: two zero bytes, a type code, the number of
 * dimensions, each dimension and the values, all big-endian.
 *
 * @see {@link http://yann.lecun.com/exdb/mnist/} for the format's description, at the page's foot
 * @module
 */

import type { NdArray } from "../core/nd_array.ts";

/** One array out of an IDX file. */
export type IdxArray = Extract<
  NdArray,
  { dtype: "uint8" | "int8" | "int16" | "int32" | "float32" | "float64" }
>;

const BYTES_PER_VALUE: Readonly<Record<number, number>> = {
  0x08: 1,
  0x09: 1,
  0x0b: 2,
  0x0c: 4,
  0x0d: 4,
  0x0e: 8,
};

function header(view: DataView): { code: number; shape: number[]; start: number } {
  if (view.byteLength < 4 || view.getUint16(0) !== 0) {
    const found = view.byteLength < 4
      ? `the data has ${view.byteLength} bytes`
      : `the first two bytes are 0x${view.getUint16(0).toString(16).padStart(4, "0")}`;
    throw new SyntaxError(
      `Cannot read IDX data: it must start with two zero bytes, a type and a rank, but ${found} ` +
        "(a .gz file must be unpacked first)",
    );
  }
  const code = view.getUint8(2);
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (view.byteLength < start) {
    throw new SyntaxError(
      `Cannot read IDX data: ${rank} dimensions need a header of ${start} bytes, ` +
        `but the data has ${view.byteLength}`,
    );
  }
  return { code, shape: Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i)), start };
}

/**
 * Reads an unpacked IDX file.
 *
 * 8-bit values are a view of `bytes`, wider ones a copy in the machine's byte order.
 *
 * @param bytes The whole file.
 * @returns Type, shape and values.
 * @throws {SyntaxError} When the bytes are no IDX file, or more or fewer than its header says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const labels = io.readIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]));
 * assertEquals(labels.shape, [3]);
 * assertEquals([...labels.data], [7, 2, 1]);
 * ```
 */
export function readIdx(bytes: Uint8Array): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { code, shape, start } = header(view);
  const width = BYTES_PER_VALUE[code];
  if (width === undefined) {
    throw new SyntaxError(
      "Cannot read IDX data: the type must be one of 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e, " +
        `current value is 0x${code.toString(16).padStart(2, "0")}`,
    );
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.byteLength - start !== size * width) {
    throw new SyntaxError(
      `Cannot read IDX data: shape [${shape.join(", ")}] needs ${size * width} bytes after the ` +
        `header, but there are ${bytes.byteLength - start} (is the file cut off?)`,
    );
  }
  switch (code) {
    case 0x08:
      return { dtype: "uint8", shape, data: bytes.subarray(start) };
    case 0x09:
      return {
        dtype: "int8",
        shape,
        data: new Int8Array(bytes.buffer, bytes.byteOffset + start, size),
      };
    case 0x0b: {
      const data = new Int16Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getInt16(start + 2 * i);
      return { dtype: "int16", shape, data };
    }
    case 0x0c: {
      const data = new Int32Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getInt32(start + 4 * i);
      return { dtype: "int32", shape, data };
    }
    case 0x0d: {
      const data = new Float32Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getFloat32(start + 4 * i);
      return { dtype: "float32", shape, data };
    }
    default: {
      const data = new Float64Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getFloat64(start + 8 * i);
      return { dtype: "float64", shape, data };
    }
  }
}
