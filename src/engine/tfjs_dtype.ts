/** tfjs's dtypes and TensorFlow's. @module */

import { DType } from "../core/dtype.ts";
import type { DataType } from "../deps/tfjs.ts";

/**
 * TensorFlow's number for a tfjs dtype.
 *
 * @throws {TypeError} If tfjs has no such dtype.
 */
export function tfjsDType(dtype: DataType): number {
  switch (dtype) {
    case "float32":
      return DType.float32;
    case "int32":
      return DType.int32;
    case "bool":
      return DType.bool;
    case "complex64":
      return DType.complex64;
    case "string":
      return DType.string;
    default:
      throw new TypeError(
        `Cannot make a tensor of dtype "${dtype}": ` +
          "it must be float32, int32, bool, complex64 or string",
      );
  }
}

/** tfjs's name for TensorFlow's element type, or undefined if tfjs has none. */
export function tfjsDTypeName(dtype: number): DataType | undefined {
  switch (dtype) {
    case DType.float32:
      return "float32";
    case DType.int32:
      return "int32";
    case DType.bool:
      return "bool";
    case DType.complex64:
      return "complex64";
    case DType.string:
    // tfjs-node's TensorBoard code expects handles of resources to pass as strings.
    case DType.resource:
    case DType.variant:
      return "string";
    default:
      return undefined;
  }
}

/** The tfjs element type that takes the values of one that tfjs lacks. */
export function narrowedDType(dtype: number): number | undefined {
  switch (dtype) {
    case DType.float16:
    case DType.bfloat16:
    case DType.float64:
      return DType.float32;
    case DType.int8:
    case DType.uint8:
    case DType.int16:
    case DType.uint16:
    case DType.int64:
    case DType.uint32:
    case DType.uint64:
      return DType.int32;
    case DType.complex128:
      return DType.complex64;
    default:
      return undefined;
  }
}
