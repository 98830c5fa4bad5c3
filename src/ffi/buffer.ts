/** Byte buffers of the C API (`TF_Buffer`). @module */

import type { Library } from "./library.ts";
import type { StatusContext } from "./status.ts";
import { readMemory } from "./tensor.ts";

/** Bytes of the two fields of `TF_Buffer` that are read: address and length of its data. */
const HEADER_BYTES = 16;

/**
 * Lets `fill` write into a new buffer and returns a copy of what it wrote.
 *
 * @param fill Calls C with the `TF_Buffer*`; the library's status is checked after it.
 * @throws {TensorFlowError} If the call fails; `context` says what it was.
 */
export function readBuffer(
  library: Library,
  fill: (buffer: bigint) => void,
  context: () => StatusContext,
): Uint8Array<ArrayBuffer> {
  const buffer = library.symbols.TF_NewBuffer();
  try {
    fill(buffer);
    library.status.check(context);
    return bufferBytes(library, buffer);
  } finally {
    library.symbols.TF_DeleteBuffer(buffer);
  }
}

/**
 * Copies the contents of a `TF_Buffer*` that C has made, and deletes it.
 *
 * @param make Calls C and returns the buffer, 0 where there is none; the library's status is checked.
 * @throws {TensorFlowError} If the call fails; `context` says what it was.
 */
export function takeBuffer(
  library: Library,
  make: () => bigint,
  context: () => StatusContext,
): Uint8Array<ArrayBuffer> {
  const buffer = make();
  try {
    library.status.check(context);
    return buffer === 0n ? new Uint8Array() : bufferBytes(library, buffer);
  } finally {
    if (buffer !== 0n) library.symbols.TF_DeleteBuffer(buffer);
  }
}

/** Copies the contents of the `TF_Buffer*` `buffer`. */
function bufferBytes(library: Library, buffer: bigint): Uint8Array<ArrayBuffer> {
  const [address, length] = new BigUint64Array(
    readMemory(library, buffer, HEADER_BYTES).buffer,
  ) as unknown as [bigint, bigint];
  return readMemory(library, address, Number(length));
}

/** Lets `use` read a buffer that holds `bytes`, and deletes the buffer. */
export function withBuffer<T>(
  library: Library,
  bytes: Uint8Array<ArrayBuffer>,
  use: (buffer: bigint) => T,
): T {
  const buffer = library.symbols.TF_NewBufferFromString(bytes, BigInt(bytes.byteLength));
  try {
    return use(buffer);
  } finally {
    library.symbols.TF_DeleteBuffer(buffer);
  }
}
