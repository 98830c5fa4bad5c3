/**
 * Memory of frames and arrays that lies outside of JavaScript's heap.
 *
 * @module
 */

import { collectGarbage } from "../../deps/collect_garbage.ts";

/** Growth that is worth a garbage collection. */
const GROWTH_BYTES = 192 * 2 ** 20;

let grown = 0;

/**
 * Notes that so much was made that only the garbage collector can free. V8 sees a few bytes per frame,
 * and would let it grow to gigabytes.
 */
export async function nativeMemoryGrown(bytes: number): Promise<void> {
  grown += bytes;
  if (grown < GROWTH_BYTES) return;
  grown = 0;
  collectGarbage();
  // Finalisers run when the event loop turns.
  await new Promise((done) => setTimeout(done, 0));
}
