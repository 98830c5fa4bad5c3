/**
 * File formats: bytes in, arrays out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readIdx } from "./mod.ts";
 *
 * assertEquals(readIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7])).shape, [1]);
 * ```
 *
 * @module
 */
export { gunzip } from "./gzip.ts";
export { type IdxArray, readIdx } from "./idx.ts";
