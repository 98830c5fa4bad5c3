/**
 * Native scalars for JavaScript numbers.
 *
 * tfjs makes a new tensor for every number in an expression: `x.mul(0.5)` uploads 0.5 each time.
 * Scalars never change, so their handles can be shared.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { EagerContext } from "../ffi/eager.ts";

/** Distinct numbers kept per dtype; past it the cache starts afresh. */
const LIMIT = 512;

/** Handles of scalars, by value. */
export class ScalarCache {
  readonly #context: EagerContext;
  readonly #floats = new Map<number, bigint>();
  readonly #ints = new Map<number, bigint>();

  /** Makes an empty cache for `context`. */
  constructor(context: EagerContext) {
    this.#context = context;
  }

  /** Whether scalars of TensorFlow's type `dtype` are kept. */
  holds(dtype: number): boolean {
    return dtype === DType.float32 || dtype === DType.int32;
  }

  /** A handle of the scalar `values`, which has one element; the caller owns it. */
  get(values: ArrayBufferView<ArrayBuffer>, dtype: number): bigint {
    const value = (values as Float32Array | Int32Array)[0]!;
    // A map cannot tell -0 from 0.
    if (Object.is(value, -0)) return this.#context.createTensor(dtype, [], values);
    const cache = dtype === DType.float32 ? this.#floats : this.#ints;
    let handle = cache.get(value);
    if (handle === undefined) {
      if (cache.size >= LIMIT) this.#clear(cache);
      handle = this.#context.createTensor(dtype, [], values);
      cache.set(value, handle);
    }
    return this.#context.share(handle);
  }

  #clear(cache: Map<number, bigint>): void {
    for (const handle of cache.values()) this.#context.deleteTensor(handle);
    cache.clear();
  }
}
