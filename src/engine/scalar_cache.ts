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

/** A handle and the device where its contents are wanted, if it matters. */
interface Placement {
  handle: bigint;
  device: string | undefined;
}

/** The handle of the same contents on the device; the one given is taken over. */
export function placed(context: EagerContext, { handle, device }: Placement): bigint {
  if (device === undefined) return handle;
  try {
    return context.copyTo(handle, device);
  } finally {
    context.deleteTensor(handle);
  }
}

/** Handles of scalars, by dtype, device and value. */
export class ScalarCache {
  readonly #context: EagerContext;
  readonly #handles = new Map<string, Map<number, bigint>>();

  /** Makes an empty cache for `context`. */
  constructor(context: EagerContext) {
    this.#context = context;
  }

  /** Whether scalars of TensorFlow's type `dtype` are kept. */
  holds(dtype: number): boolean {
    return dtype === DType.float32 || dtype === DType.int32;
  }

  /** A handle of the scalar `values`, which has one element; the caller owns it. */
  get(values: ArrayBufferView<ArrayBuffer>, dtype: number, device: string | undefined): bigint {
    const value = (values as Float32Array | Int32Array)[0]!;
    const make = () =>
      placed(this.#context, { handle: this.#context.createTensor(dtype, [], values), device });
    // A map cannot tell -0 from 0.
    if (Object.is(value, -0)) return make();
    const cache = this.#cacheOf(device === undefined ? `${dtype}` : `${dtype} ${device}`);
    let handle = cache.get(value);
    if (handle === undefined) {
      if (cache.size >= LIMIT) this.#clear(cache);
      handle = make();
      cache.set(value, handle);
    }
    return this.#context.share(handle);
  }

  #cacheOf(key: string): Map<number, bigint> {
    let cache = this.#handles.get(key);
    if (cache === undefined) this.#handles.set(key, cache = new Map());
    return cache;
  }

  #clear(cache: Map<number, bigint>): void {
    for (const handle of cache.values()) this.#context.deleteTensor(handle);
    cache.clear();
  }
}
