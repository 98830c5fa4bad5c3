/** Constants of a trace. @module */

import { DType, dtypeBytes } from "../core/dtype.ts";
import { shapeSize } from "../core/shape.ts";
import type { TensorBytes } from "../ffi/tensor.ts";
import type { Trace } from "./trace.ts";

/** Size of a constant up to which equal ones are made once. */
const SHARED_BYTES = 64;

/** Notes constants in as little space as they need. */
export class Constants {
  readonly #trace: Trace;
  readonly #shared = new Map<string, bigint>();

  /** Notes constants in `trace`. */
  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** The handle of a constant; small ones of equal contents have one. */
  of(dtype: number, shape: readonly number[], data: TensorBytes): bigint {
    const trace = this.#trace;
    if (Array.isArray(data) || !ArrayBuffer.isView(data)) return trace.constant(dtype, shape, data);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length > SHARED_BYTES) {
      return this.#filled(dtype, shape, bytes) ?? trace.constant(dtype, shape, data);
    }
    const key = `${dtype}[${shape}]${bytes}`;
    let handle = this.#shared.get(key);
    if (handle === undefined) {
      handle = trace.constant(dtype, shape, data);
      this.#shared.set(key, handle);
    }
    return handle;
  }

  /** A constant of equal elements: one element in the graph instead of all. */
  #filled(dtype: number, shape: readonly number[], bytes: Uint8Array): bigint | undefined {
    const size = dtypeBytes(dtype);
    if (bytes.length !== size * shapeSize(shape)) return undefined;
    for (let i = size; i < bytes.length; i++) {
      if (bytes[i] !== bytes[i - size]) return undefined;
    }
    const dims = this.of(DType.int32, [shape.length], Int32Array.from(shape));
    const value = this.of(dtype, [], bytes.slice(0, size));
    this.#trace.execute("Fill", [], [dims, value], 1);
    return this.#trace.outputs[0]!;
  }
}
