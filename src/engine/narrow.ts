/**
 * Results of element types that tfjs does not have, in the one that holds their values.
 *
 * @module
 */

import { DType, dtypeName } from "../core/dtype.ts";
import { castHandle } from "./cast_handle.ts";
import { isTracing, type OpContext } from "./op_context.ts";
import { narrowedDType } from "./tfjs_dtype.ts";

/**
 * Turns the result of `op`, whose dtype tfjs does not have, into one that it has: small integers into
 * int32, other floats into float32, int64 into int32 if every value fits.
 *
 * @param handle The result, which is taken over.
 * @returns A handle of the same values.
 * @throws {RangeError} If an integer does not fit into int32.
 * @throws {TypeError} If no dtype of tfjs holds the values.
 */
export function narrow(context: OpContext, handle: bigint, op: string): bigint {
  const dtype = context.dtype(handle);
  try {
    const target = narrowedDType(dtype);
    if (target === undefined) {
      throw new TypeError(`Cannot keep the result of ${op}: tfjs has no ${dtypeName(dtype)}`);
    }
    // A trace has no values to look at: there integers wrap around.
    const isWide = dtype === DType.int64 || dtype === DType.uint32 || dtype === DType.uint64;
    if (isWide && !isTracing(context)) {
      refuseOverflow(context, handle, dtype, op);
    }
    return castHandle(context, handle, target);
  } finally {
    context.deleteTensor(handle);
  }
}

function refuseOverflow(context: OpContext, handle: bigint, dtype: number, op: string): void {
  const { buffer } = context.read(handle) as Uint8Array<ArrayBuffer>;
  const at = firstOverflow(new Int32Array(buffer), dtype);
  if (at < 0) return;
  const values = dtype === DType.uint32
    ? new Uint32Array(buffer)
    : dtype === DType.uint64
    ? new BigUint64Array(buffer)
    : new BigInt64Array(buffer);
  throw new RangeError(
    `Cannot keep the result of ${op} as int32: element ${at} is the ${dtypeName(dtype)} ` +
      `${values[at]}, which tfjs has no dtype for`,
  );
}

/** Index of the first integer that int32 does not hold, or -1; `words` are 32 bits, low ones first. */
function firstOverflow(words: Int32Array, dtype: number): number {
  if (dtype === DType.uint32) return words.findIndex((word) => word < 0);
  for (let i = 0; i < words.length; i += 2) {
    const [low, high] = [words[i]!, words[i + 1]!];
    const sign = dtype === DType.int64 ? low >> 31 : 0;
    if (high !== sign || (dtype === DType.uint64 && low < 0)) return i / 2;
  }
  return -1;
}
