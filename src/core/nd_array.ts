/**
 * Arrays on the host: what files hold and data sets hand on before it becomes a tensor.
 *
 * @module
 */

import { shapeSize, shapeText } from "./shape.ts";

/** The typed array that holds elements of each type; 16-bit floats stand as their bits. */
export interface NdData {
  /** 32-bit floats. */
  readonly float32: Float32Array;
  /** 64-bit floats. */
  readonly float64: Float64Array;
  /** IEEE half floats, as bits. */
  readonly float16: Uint16Array;
  /** The upper halves of 32-bit floats, as bits. */
  readonly bfloat16: Uint16Array;
  /** Signed, 8 bits. */
  readonly int8: Int8Array;
  /** Signed, 16 bits. */
  readonly int16: Int16Array;
  /** Signed, 32 bits. */
  readonly int32: Int32Array;
  /** Signed, 64 bits. */
  readonly int64: BigInt64Array;
  /** Unsigned, 8 bits. */
  readonly uint8: Uint8Array;
  /** Unsigned, 16 bits. */
  readonly uint16: Uint16Array;
  /** Unsigned, 32 bits. */
  readonly uint32: Uint32Array;
  /** Unsigned, 64 bits. */
  readonly uint64: BigUint64Array;
  /** One byte each, 0 or 1. */
  readonly bool: Uint8Array;
}

/** An element type that an array on the host may have. */
export type NdDType = keyof NdData;

/** Makes the typed array of an element type. */
export interface NdDataConstructor {
  /** Bytes that one element takes. */
  readonly BYTES_PER_ELEMENT: number;
  /** Makes zeros. */
  new (length: number): NdData[NdDType];
  /** Makes a view of a buffer. */
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NdData[NdDType];
}

/** The typed array of each element type. */
export const ND_DATA: Readonly<Record<NdDType, NdDataConstructor>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

/** An array of one element type. */
export interface NdArrayOf<D extends NdDType> {
  /** Element type. */
  readonly dtype: D;
  /** Axis lengths; empty for a single value. */
  readonly shape: readonly number[];
  /** The elements, the last axis running fastest. */
  readonly data: NdData[D];
}

/** An array of any element type; `dtype` tells which. */
export type NdArray = { [D in NdDType]: NdArrayOf<D> }[NdDType];

/**
 * Makes an array, and checks that the elements fill the shape.
 *
 * @param array Element type, shape and elements; not copied.
 * @returns The same.
 * @throws {RangeError} When there are more or fewer elements than the shape says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const array = io.ndArray({ dtype: "int8", shape: [2, 2], data: new Int8Array([1, 2, 3, 4]) });
 * assertEquals(array.data[3], 4);
 * ```
 */
export function ndArray<D extends NdDType>(array: NdArrayOf<D>): NdArrayOf<D> {
  const size = shapeSize(array.shape);
  if (array.data.length !== size) {
    throw new RangeError(
      `Cannot make an array: shape ${shapeText(array.shape)} has ${size} elements, but there are ` +
        `${array.data.length}`,
    );
  }
  return array;
}

/**
 * Whether a value is an array on the host.
 *
 * @param value Anything.
 * @returns True for an object with an element type, a shape and a typed array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * assertEquals(io.isNdArray({ dtype: "bool", shape: [1], data: new Uint8Array(1) }), true);
 * assertEquals(io.isNdArray(new Uint8Array(1)), false);
 * ```
 */
export function isNdArray(value: unknown): value is NdArray {
  const { dtype, shape, data } = (value ?? {}) as Partial<NdArray>;
  return typeof dtype === "string" && Array.isArray(shape) && ArrayBuffer.isView(data);
}
