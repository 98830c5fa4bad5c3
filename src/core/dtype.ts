/**
 * TensorFlow's element types: their numbers in the C API, names, and sizes.
 *
 * The numbers are those of `TF_DataType` in `tensorflow/c/tf_datatype.h`.
 *
 * @module
 */

/** Numbers of `TF_DataType`. */
export const DType = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  uint16: 17,
  complex128: 18,
  float16: 19,
  resource: 20,
  variant: 21,
  uint32: 22,
  uint64: 23,
} as const;

/** Name of a TensorFlow element type, such as `"float32"`. */
export type DTypeName = keyof typeof DType;

/** Bytes of one element; 24 for a string is the size of TensorFlow's own string header. */
const BYTES: Record<DTypeName, number> = {
  float32: 4,
  float64: 8,
  int32: 4,
  uint8: 1,
  int16: 2,
  int8: 1,
  string: 24,
  complex64: 8,
  int64: 8,
  bool: 1,
  bfloat16: 2,
  uint16: 2,
  complex128: 16,
  float16: 2,
  resource: 0,
  variant: 0,
  uint32: 4,
  uint64: 8,
};

const NAMES = new Map<number, DTypeName>(
  Object.entries(DType).map(([name, code]) => [code, name as DTypeName]),
);

/** Name of the element type with TensorFlow's number `code`, or `dtype <code>` if unknown. */
export function dtypeName(code: number): DTypeName | `dtype ${number}` {
  return NAMES.get(code) ?? `dtype ${code}`;
}

/**
 * Bytes that one element of the type with number `code` takes.
 *
 * @throws {TypeError} If TensorFlow has no such type.
 */
export function dtypeBytes(code: number): number {
  const name = NAMES.get(code);
  if (name === undefined) {
    throw new TypeError(
      `Cannot size a tensor: TensorFlow has no dtype with number ${code}`,
    );
  }
  return BYTES[name];
}
