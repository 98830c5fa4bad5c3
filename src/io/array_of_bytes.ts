/**
 * Bytes of a file as the elements of an array.
 *
 * @module
 */

import { ND_DATA, type NdArray, type NdDType } from "../core/nd_array.ts";

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
  const make = ND_DATA[type.dtype];
  const aligned = bytes.byteOffset % make.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  const data = new make(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / make.BYTES_PER_ELEMENT,
  );
  return { dtype: type.dtype, shape: type.shape, data } as NdArray;
}
