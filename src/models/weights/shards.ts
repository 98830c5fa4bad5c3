/**
 * Safetensors files in parts, with an index beside them as Hugging Face has it.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import { readSafetensors } from "../../io/safetensors/safetensors.ts";
import { isObject } from "../keras/keras_error.ts";

const INDEX_BYTES = 100_000_000;

/** Whether a path is that of an index. */
export function isIndex(path: string): boolean {
  return path.endsWith(".safetensors.index.json");
}

/** The folder of a path, with its slash. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/**
 * Reads all arrays of the files that an index names.
 *
 * @throws {SyntaxError} When it is no index, names a file outside of its folder, or an array is not in
 *   the file that it names.
 */
export async function readShards(path: string): Promise<Record<string, NdArray>> {
  const places = await readIndex(path);
  const files = new Map<string, Readonly<Record<string, NdArray>>>();
  for (const file of new Set(places.values())) {
    files.set(file, readSafetensors(await Deno.readFile(folderOf(path) + file)).arrays);
  }
  return Object.fromEntries(
    [...places].map(([name, file]) => {
      const arrays = files.get(file)!;
      if (Object.hasOwn(arrays, name)) return [name, arrays[name]!];
      throw new SyntaxError(
        `Cannot read ${path}: it says that "${name}" is in ${file}, which does not have it`,
      );
    }),
  );
}

async function readIndex(path: string): Promise<Map<string, string>> {
  const { size } = await Deno.stat(path);
  if (size > INDEX_BYTES) throw new SyntaxError(`Cannot read ${path}: ${size} bytes are no index`);
  let index: unknown;
  try {
    index = JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SyntaxError(`Cannot read ${path}: it is no JSON: ${cause.message}`, { cause });
  }
  const map = isObject(index) ? index.weight_map : undefined;
  if (!isObject(map)) throw new SyntaxError(`Cannot read ${path}: it has no weight_map`);
  return new Map(
    Object.entries(map).map(([name, file]) => {
      if (typeof file !== "string" || !/^[^/\\]+\.safetensors$/.test(file)) {
        throw new SyntaxError(
          `Cannot read ${path}: "${name}" is said to be in ${JSON.stringify(file)}, which is no ` +
            "safetensors file in the same folder",
        );
      }
      return [name, file];
    }),
  );
}

/** Arrays in groups of at most `maxBytes`; a larger one is alone. */
export function inShards(
  arrays: Readonly<Record<string, NdArray>>,
  maxBytes: number,
): Record<string, NdArray>[] {
  const shards: Record<string, NdArray>[] = [{}];
  let bytes = 0;
  for (const [name, array] of Object.entries(arrays)) {
    if (bytes > 0 && bytes + array.data.byteLength > maxBytes) {
      shards.push({});
      bytes = 0;
    }
    shards.at(-1)![name] = array;
    bytes += array.data.byteLength;
  }
  return shards;
}
