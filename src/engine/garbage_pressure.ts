/**
 * When to collect garbage: native memory that only the garbage collector can free counts here, which
 * V8, seeing a few hundred bytes per tensor, would let grow to gigabytes.
 *
 * @module
 */

import { collectGarbage } from "../deps/collect_garbage.ts";

/** Growth since the last garbage collection that is worth another one. */
const GROWTH_BYTES = 16 * 2 ** 20;
const GROWTH_TENSORS = 4_000;
/** The same as a share of what is alive, so that a large model is not collected around all day. */
const GROWTH_SHARE = 1 / 8;
/** Disposed tensors leave garbage in JavaScript's own heap, which else grows for thousands of steps. */
const MADE_TENSORS = 50_000;
/** The first time sooner: V8 has room for 32 MB of young objects from loading modules, and returns it. */
const FIRST_TENSORS = 1_000;
/** Collecting may take a tenth of the time, unless memory grows by this much meanwhile. */
const PAUSE_FACTOR = 10;
const URGENT_BYTES = 512 * 2 ** 20;

/** Watches the memory in native tensors and collects garbage when it pays. */
export class GarbagePressure {
  #tensorLimit = GROWTH_TENSORS;
  #byteLimit = GROWTH_BYTES;
  #urgentBytes = URGENT_BYTES;
  #notBefore = 0;
  #made = MADE_TENSORS - FIRST_TENSORS;

  /** Notes that `made` tensors were made; `tensors` and `bytes` are alive now. May collect garbage. */
  grown(tensors: number, bytes: number, made = 1): void {
    this.#made += made;
    if (tensors <= this.#tensorLimit && bytes <= this.#byteLimit && this.#made <= MADE_TENSORS) {
      return;
    }
    const start = performance.now();
    if (start < this.#notBefore && bytes < this.#urgentBytes) return;
    // Finalisers run when the event loop next turns: until then the limits stand on today's figures.
    collectGarbage();
    const end = performance.now();
    this.#made = 0;
    this.#notBefore = end + PAUSE_FACTOR * (end - start);
    this.#tensorLimit = tensors + tensorGrowth(tensors);
    this.#byteLimit = bytes + byteGrowth(bytes);
    this.#urgentBytes = bytes + Math.max(URGENT_BYTES, bytes * GROWTH_SHARE);
  }

  /** Notes that the garbage collector freed a tensor; the limits follow what is still alive. */
  settled(tensors: number, bytes: number): void {
    this.#tensorLimit = Math.min(this.#tensorLimit, tensors + tensorGrowth(tensors));
    this.#byteLimit = Math.min(this.#byteLimit, bytes + byteGrowth(bytes));
    this.#urgentBytes = Math.min(this.#urgentBytes, bytes + URGENT_BYTES);
  }
}

function tensorGrowth(alive: number): number {
  return Math.max(GROWTH_TENSORS, alive * GROWTH_SHARE);
}

function byteGrowth(alive: number): number {
  return Math.max(GROWTH_BYTES, alive * GROWTH_SHARE);
}
