/** Values between JavaScript and TensorFlow. @module */

import { DType, dtypeName } from "../core/dtype.ts";
import type { BackendValues } from "../deps/tfjs.ts";
import type { OpContext } from "./op_context.ts";
import { utf8 } from "../ffi/strings.ts";
import type { HostValues, TensorRecord } from "./tensor_record.ts";

/** tfjs's values for a tensor of TensorFlow's type `dtype`, in the array type that it wants. */
export function toHostValues(values: BackendValues, dtype: number): HostValues {
  switch (dtype) {
    case DType.float32:
    case DType.complex64:
      return values instanceof Float32Array
        ? values as Float32Array<ArrayBuffer>
        : Float32Array.from(values as ArrayLike<number>);
    case DType.int32:
      return values instanceof Int32Array
        ? values as Int32Array<ArrayBuffer>
        : Int32Array.from(values as ArrayLike<number>);
    case DType.bool:
      return values instanceof Uint8Array
        ? values as Uint8Array<ArrayBuffer>
        : Uint8Array.from(values as ArrayLike<number>, (value) => value ? 1 : 0);
    default:
      // map() keeps the holes of a buffer in which not every string was set.
      return (values as (string | Uint8Array)[]).map(
        (text) => typeof text === "string" ? utf8(text) : text,
      );
  }
}

/** Contents of a native tensor in tfjs's array type. */
export function readHostValues(
  context: OpContext,
  record: Pick<TensorRecord, "handle" | "dtype">,
): BackendValues {
  if (record.handle === 0n) throw new Error("Internal: reading a tensor that has no handle");
  if (record.dtype === DType.resource || record.dtype === DType.variant) {
    throw new TypeError(`Cannot read a ${dtypeName(record.dtype)}: it has no values`);
  }
  const data = context.read(record.handle);
  if (Array.isArray(data)) return data;
  switch (record.dtype) {
    case DType.float32:
    case DType.complex64:
      return new Float32Array(data.buffer);
    case DType.int32:
      return new Int32Array(data.buffer);
    default:
      return data;
  }
}
