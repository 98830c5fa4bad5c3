/** Products of float32 in a trace, computed in 16 bits. @module */

import { DType } from "../core/dtype.ts";
import { AttrKind } from "../ffi/op_attrs.ts";
import { factorsOf } from "./precision.ts";
import type { Trace } from "./trace.ts";

/** Brings the factors of products into a narrower format; each tensor once. */
export class NarrowProducts {
  /** `TF_DataType` of the format. */
  readonly type: number;
  readonly #trace: Trace;
  readonly #narrow = new Map<bigint, bigint>();

  /** Notes conversions in `trace`. */
  constructor(trace: Trace, type: number) {
    this.#trace = trace;
    this.type = type;
  }

  /** What `op` is given instead of `inputs`; undefined if it is no product of float32. */
  inputsOf(op: string, inputs: readonly bigint[]): bigint[] | undefined {
    const factors = factorsOf(op);
    const isWide = (i: number) => this.#trace.dtype(inputs[i]!) === DType.float32;
    if (!factors?.every(isWide)) return undefined;
    return inputs.map((input, i) => factors.includes(i) ? this.#narrowed(input) : input);
  }

  /** A tensor as another type. */
  cast(handle: bigint, dtype: number): bigint {
    this.#trace.execute("Cast", [{ name: "DstT", type: AttrKind.type, value: dtype }], [handle], 1);
    return this.#trace.outputs[0]!;
  }

  #narrowed(handle: bigint): bigint {
    let narrow = this.#narrow.get(handle);
    if (narrow === undefined) {
      narrow = this.cast(handle, this.type);
      this.#narrow.set(handle, narrow);
    }
    return narrow;
  }
}
