/** Casts of native tensors, also to dtypes that tfjs lacks. @module */

import type { OpContext } from "./op_context.ts";
import { AttrKind } from "../ffi/op_attrs.ts";

/**
 * Makes a tensor of the values behind `handle` in the dtype with number `dtype`; integers wrap
 * around. The caller owns both handles.
 */
export function castHandle(context: OpContext, handle: bigint, dtype: number): bigint {
  context.execute("Cast", [{ name: "DstT", type: AttrKind.type, value: dtype }], [handle], 1);
  return context.outputs[0]!;
}
