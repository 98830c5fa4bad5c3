/**
 * Whole numbers in an encoded constant (`TensorProto` in `tensorflow/core/framework/tensor.proto`).
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import { shapeSize } from "../../core/shape.ts";
import { readShape } from "../../ffi/attr_value.ts";
import { fieldBytes, fieldInt, repeatedBytes, repeatedInts } from "../../ffi/protobuf.ts";
import { Value } from "./encode.ts";

/** A constant of numbers, which are whole where they count anything. */
export interface KnownIntegers {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Fields of `TensorProto` with numbers. */
const LISTS: ReadonlyMap<number, number> = new Map([
  [DType.float32, 5],
  [DType.int32, 7],
  [DType.int64, 10],
]);

/** Decodes the attribute `value` of a constant; undefined if it is not of numbers. */
export function knownIntegers(attr: Uint8Array): KnownIntegers | undefined {
  const tensor = fieldBytes(attr, Value.tensor);
  if (tensor === undefined) return undefined;
  const dtype = fieldInt(tensor, 1);
  const list = LISTS.get(dtype);
  const shape = readShape(fieldBytes(tensor, 2)) ?? [];
  if (list === undefined) return undefined;
  const size = shapeSize(shape);
  const content = fieldBytes(tensor, 4);
  if (content !== undefined && content.length > 0) {
    return { dtype, shape, values: numbers(dtype, content) };
  }
  const values = dtype === DType.float32
    ? repeatedBytes(tensor, list).flatMap((bytes) => numbers(dtype, bytes))
    : repeatedInts(tensor, list);
  // What is left out equals the last that is there.
  while (values.length < size) values.push(values.at(-1) ?? 0);
  return { dtype, shape, values };
}

function numbers(dtype: number, bytes: Uint8Array): number[] {
  const { buffer } = bytes.slice();
  if (dtype === DType.int64) return Array.from(new BigInt64Array(buffer), Number);
  return Array.from(dtype === DType.int32 ? new Int32Array(buffer) : new Float32Array(buffer));
}
