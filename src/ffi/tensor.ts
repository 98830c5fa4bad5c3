/**
 * Host tensors (`TF_Tensor`): bytes in and bytes out.
 *
 * @module
 */

import { DType, dtypeBytes, dtypeName } from "../core/dtype.ts";
import { shapeSize, shapeText } from "../core/shape.ts";
import type { Library } from "./library.ts";

/** Contents of a tensor: raw bytes of its elements, or one byte string per element. */
export type TensorBytes = ArrayBufferView<ArrayBuffer> | readonly Uint8Array[];

/** A host tensor's description and contents. */
export interface HostTensor {
  /** Number of `TF_DataType`. */
  dtype: number;
  /** Axis lengths. */
  shape: number[];
  /** Raw bytes in row-major order; for dtype string one byte string per element. */
  data: Uint8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>[];
}

/** `TensorShape::MaxDimensions()` in `tensorflow/core/framework/tensor_shape.h`. */
const MAX_RANK = 254;

/** Bytes from which the C library takes memory that was never touched, not some that was freed. */
const LARGE_BYTES = 32 * 2 ** 20;
const PAGE_BYTES = 4096n;
/** In Linux's `asm-generic/mman-common.h`. */
const MADV_HUGEPAGE = 14;

const NO_DIMS = new Uint8Array(8);

/** `values` as a C array of `int64_t`, never empty so that its address is valid. */
export function int64Array(values: readonly number[]): Uint8Array<ArrayBuffer> {
  if (values.length === 0) return NO_DIMS;
  const array = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) array[i] = BigInt(values[i]!);
  return new Uint8Array(array.buffer);
}

/** The bytes behind any view. */
function bytesOf(view: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/**
 * Makes a `TF_Tensor` holding a copy of `data`; the caller deletes it.
 *
 * @throws {TypeError} If `data` does not have the bytes that `shape` and `dtype` call for.
 */
export function newTensor(
  library: Library,
  dtype: number,
  shape: readonly number[],
  data: TensorBytes,
): bigint {
  checkShape(shape);
  if (dtype === DType.resource || dtype === DType.variant) {
    throw new TypeError(
      `Cannot fill a ${dtypeName(dtype)} tensor: it is a handle, which only an op can make`,
    );
  }
  const length = shapeSize(shape) * dtypeBytes(dtype);
  if (dtype === DType.string) return newStringTensor(library, shape, data);
  if (!ArrayBuffer.isView(data)) {
    throw new TypeError(
      `Cannot fill a ${dtypeName(dtype)} tensor: its data are byte strings`,
    );
  }
  if (data.byteLength !== length) {
    throw new TypeError(
      `Cannot fill a ${dtypeName(dtype)}${shapeText(shape)} tensor: it takes ${length} bytes, ` +
        `the data have ${data.byteLength}`,
    );
  }
  const tensor = allocate(library, dtype, shape, length);
  if (length > 0) {
    writeMemory(library, library.symbols.TF_TensorData(tensor), bytesOf(data));
  }
  return tensor;
}

/** TensorFlow ends the process over a rank or an axis that it cannot have. */
function checkShape(shape: readonly number[]): void {
  if (shape.length > MAX_RANK) {
    throw new RangeError(`Cannot make a tensor of rank ${shape.length}: ${MAX_RANK} is the most`);
  }
  // TensorFlow multiplies the axes one by one, so those around a 0 must not overflow either.
  let size = 1;
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(
        `Cannot make a tensor of shape ${shapeText(shape)}: each axis must be an integer from 0`,
      );
    }
    size *= Math.max(length, 1);
  }
  if (size > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`Cannot make a tensor of shape ${shapeText(shape)}: that is too large`);
  }
}

function allocate(
  library: Library,
  dtype: number,
  shape: readonly number[],
  length: number,
) {
  const tensor = library.symbols.TF_AllocateTensor(
    dtype,
    int64Array(shape),
    shape.length,
    BigInt(length),
  );
  if (tensor === 0n) {
    throw new RangeError(
      `Cannot allocate a ${dtypeName(dtype)}${shapeText(shape)} tensor: ` +
        `TensorFlow got no ${length} bytes of memory`,
    );
  }
  return tensor;
}

function newStringTensor(
  library: Library,
  shape: readonly number[],
  data: TensorBytes,
): bigint {
  const size = shapeSize(shape);
  if (ArrayBuffer.isView(data) || data.length !== size) {
    throw new TypeError(
      `Cannot fill a string${shapeText(shape)} tensor: it takes ${size} byte strings, ` +
        `the data have ${ArrayBuffer.isView(data) ? "raw bytes" : data.length}`,
    );
  }
  const { symbols } = library;
  const header = dtypeBytes(DType.string);
  const tensor = allocate(library, DType.string, shape, size * header);
  let element = symbols.TF_TensorData(tensor);
  for (const text of data) {
    symbols.TF_StringInit(element);
    symbols.TF_StringCopy(
      element,
      text as Uint8Array<ArrayBuffer>,
      BigInt(text.byteLength),
    );
    element += BigInt(header);
  }
  return tensor;
}

/** Copies description and contents of a `TF_Tensor`, which the caller still owns. */
export function readTensor(library: Library, tensor: bigint): HostTensor {
  const { symbols } = library;
  const dtype = symbols.TF_TensorType(tensor);
  const rank = symbols.TF_NumDims(tensor);
  const shape = Array.from(
    { length: rank },
    (_, axis) => Number(symbols.TF_Dim(tensor, axis)),
  );
  return { dtype, shape, data: readData(library, tensor, dtype) };
}

/** Copies the contents of a `TF_Tensor` of type `dtype`. */
export function readData(
  library: Library,
  tensor: bigint,
  dtype: number,
): Uint8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>[] {
  if (dtype === DType.resource || dtype === DType.variant) {
    throw new TypeError(`Cannot read a ${dtypeName(dtype)}: it is a handle and has no values`);
  }
  const { symbols } = library;
  const start = symbols.TF_TensorData(tensor);
  if (dtype !== DType.string) {
    return readMemory(
      library,
      start,
      Number(symbols.TF_TensorByteSize(tensor)),
    );
  }
  const texts: Uint8Array<ArrayBuffer>[] = [];
  const count = Number(symbols.TF_TensorElementCount(tensor));
  for (let i = 0; i < count; i++) {
    const element = start + BigInt(i * dtypeBytes(DType.string));
    const length = Number(symbols.TF_StringGetSize(element));
    texts.push(
      readMemory(library, symbols.TF_StringGetDataPointer(element), length),
    );
  }
  return texts;
}

/** Deletes a `TF_Tensor`. Its strings, if it has any, go with it. */
export function deleteTensor(library: Library, tensor: bigint): void {
  library.symbols.TF_DeleteTensor(tensor);
}

/** Copies `length` bytes at `address` out of native memory. */
export function readMemory(
  library: Library,
  address: bigint,
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (length === 0) return bytes;
  if (library.hasMemcpy) {
    if (length >= LARGE_BYTES && Deno.build.os === "linux") wantHugePages(library, bytes);
    library.symbols.copyOut(bytes, address, BigInt(length));
  } else Deno.UnsafePointerView.copyInto(pointerTo(address), bytes);
  return bytes;
}

/**
 * Asks Linux for huge pages where `bytes` will lie, before anything is written there: touching memory
 * for the first time takes longer than the copy, and a 512th of the pages is soon touched. NumPy does
 * so too. Where it is refused nothing changes.
 */
function wantHugePages(library: Library, bytes: Uint8Array<ArrayBuffer>): void {
  const address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
  const pages = (address + PAGE_BYTES - 1n) / PAGE_BYTES * PAGE_BYTES;
  library.symbols.adviseMemory(pages, address + BigInt(bytes.length) - pages, MADV_HUGEPAGE);
}

/** Copies `bytes` to `address` in native memory. */
function writeMemory(
  library: Library,
  address: bigint,
  bytes: Uint8Array<ArrayBuffer>,
): void {
  if (library.hasMemcpy) {
    library.symbols.copyIn(address, bytes, BigInt(bytes.byteLength));
  } else {
    const memory = Deno.UnsafePointerView.getArrayBuffer(
      pointerTo(address),
      bytes.byteLength,
    );
    new Uint8Array(memory).set(bytes);
  }
}

function pointerTo(address: bigint): Deno.PointerObject {
  const pointer = Deno.UnsafePointer.create(address);
  if (pointer === null) {
    throw new TypeError("Internal: TensorFlow gave a null pointer for data");
  }
  return pointer;
}
