/**
 * Bytes of a file as the elements of an array.
 *
 * @module
 */

import type { NdArray, NdData, NdDType } from "../core/nd_array.ts";

type DataConstructor = new (
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
) => NdData[NdDType];

const CONSTRUCTORS: Readonly<Record<NdDType, DataConstructor & { BYTES_PER_ELEMENT: number }>> = {
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

/**
 * The array that little-endian bytes hold.
 *
 * @param type Element type and shape.
 * @param bytes As many as the shape needs.
 * @returns A view of `bytes` where they are aligned, else a copy.
 */
export function arrayOfBytes(
  type: { readonly dtype: NdDType; readonly shape: readonly number[] },
  bytes: Uint8Array,
): NdArray {
  const make = CONSTRUCTORS[type.dtype];
  const aligned = bytes.byteOffset % make.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  const data = new make(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / make.BYTES_PER_ELEMENT,
  );
  return { dtype: type.dtype, shape: type.shape, data } as NdArray;
}
