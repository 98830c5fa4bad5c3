/**
 * NumPy's files of several arrays: zip files of .npy files.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import { readZip, type ReadZipOptions } from "../zip/read_zip.ts";
import { writeZip, type WriteZipOptions } from "../zip/write_zip.ts";
import { readNpy, writeNpy } from "./npy.ts";

const SUFFIX = ".npy";

/**
 * Reads arrays that NumPy's `savez` or `savez_compressed` wrote.
 *
 * @param bytes The whole file.
 * @param options How much is unpacked at most.
 * @returns The arrays by name.
 * @throws {SyntaxError} When it is no such file, or damaged; the message names the array.
 * @throws {TypeError} When an array's elements have no typed array.
 * @throws {RangeError} When it unpacks to more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const x = io.ndArray({ dtype: "float32", shape: [2], data: new Float32Array([1, 2]) });
 * assertEquals(await io.readNpz(await io.writeNpz({ x })), { x });
 * ```
 */
export async function readNpz(
  bytes: Uint8Array,
  options: Pick<ReadZipOptions, "maxBytes"> = {},
): Promise<Record<string, NdArray>> {
  const files = await readZip(bytes, { ...options, keep: (name) => name.endsWith(SUFFIX) });
  return Object.fromEntries(
    Object.entries(files).map(([file, content]) => {
      const name = file.slice(0, -SUFFIX.length);
      try {
        return [name, readNpy(content)];
      } catch (error) {
        (error as Error).message = `Array "${name}": ${(error as Error).message}`;
        throw error;
      }
    }),
  );
}

/**
 * Writes arrays as NumPy's `savez_compressed` does.
 *
 * @param arrays By name.
 * @param options Whether they are compressed.
 * @returns The file.
 * @throws {TypeError} For bfloat16, which NumPy does not have.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const x = io.ndArray({ dtype: "uint8", shape: [2], data: new Uint8Array([1, 2]) });
 * const file = await io.writeNpz({ x }, { compress: false });
 * assertEquals(Object.keys(await io.readZip(file)), ["x.npy"]);
 * ```
 */
export function writeNpz(
  arrays: Readonly<Record<string, NdArray>>,
  options: WriteZipOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const files = Object.entries(arrays).map(([name, array]) => [name + SUFFIX, writeNpy(array)]);
  return writeZip(Object.fromEntries(files), options);
}
