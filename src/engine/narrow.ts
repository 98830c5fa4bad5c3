/**
 * Results of element types that tfjs does not have, in the one that holds their values.
 *
 * @module
 */

import { DType, dtypeBytes, dtypeName } from "../core/dtype.ts";
import type { EagerContext } from "../ffi/eager.ts";
import { AttrKind } from "../ffi/op_attrs.ts";
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
export function narrow(context: EagerContext, handle: bigint, op: string): bigint {
  const dtype = context.dtype(handle);
  try {
    const target = narrowedDType(dtype);
    if (target === undefined) {
      throw new TypeError(`Cannot keep the result of ${op}: tfjs has no ${dtypeName(dtype)}`);
    }
    const result = cast(context, handle, dtype, target);
    if (dtype === DType.int64 || dtype === DType.uint32 || dtype === DType.uint64) {
      refuseOverflow(context, { wide: handle, result, dtype, op });
    }
    return result;
  } finally {
    context.deleteTensor(handle);
  }
}

function cast(context: EagerContext, handle: bigint, from: number, to: number): bigint {
  const attrs = [
    { name: "SrcT", type: AttrKind.type, value: from },
    { name: "DstT", type: AttrKind.type, value: to },
    { name: "Truncate", type: AttrKind.bool, value: false },
  ];
  context.execute("Cast", attrs, [handle], 1);
  return context.outputs[0]!;
}

function refuseOverflow(
  context: EagerContext,
  { wide, result, dtype, op }: { wide: bigint; result: bigint; dtype: number; op: string },
): void {
  const back = cast(context, result, DType.int32, dtype);
  const wanted = context.read(wide) as Uint8Array<ArrayBuffer>;
  const kept = context.read(back) as Uint8Array<ArrayBuffer>;
  context.deleteTensor(back);
  const index = wanted.findIndex((byte, i) => byte !== kept[i]);
  if (index < 0) return;
  context.deleteTensor(result);
  const at = Math.floor(index / dtypeBytes(dtype));
  const values = dtype === DType.uint32
    ? new Uint32Array(wanted.buffer)
    : dtype === DType.uint64
    ? new BigUint64Array(wanted.buffer)
    : new BigInt64Array(wanted.buffer);
  throw new RangeError(
    `Cannot keep the result of ${op} as int32: element ${at} is the ${dtypeName(dtype)} ` +
      `${values[at]}, and tfjs has no 64-bit integers`,
  );
}
