/**
 * Safetensors, the format of weights that many tools read: names, types, shapes and nothing that runs.
 *
 * @see {@link https://huggingface.co/docs/safetensors} for the format
 * @module
 */

import { ND_DATA, type NdArray, ndArray } from "../../core/nd_array.ts";
import { arrayOfBytes } from "../array_of_bytes.ts";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
  type SafetensorsEntry,
  serializeHeader,
} from "./header.ts";

/** What a safetensors file holds. */
export interface Safetensors {
  /** The arrays by name. */
  readonly arrays: Readonly<Record<string, NdArray>>;
  /** Texts beside them. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a whole safetensors file; `SafetensorsFile.open` reads single arrays of a large one.
 *
 * @param bytes The file. The arrays are views of it where they are aligned.
 * @returns Arrays and texts.
 * @throws {SyntaxError} When it is no whole safetensors file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const step = io.ndArray({ dtype: "int64", shape: [], data: new BigInt64Array([7n]) });
 * const file = io.writeSafetensors({ step }, { metadata: { format: "tensaur" } });
 * assertEquals(io.readSafetensors(file), { arrays: { step }, metadata: { format: "tensaur" } });
 * ```
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const start = PREFIX_BYTES + headerLength(bytes.subarray(0, PREFIX_BYTES), bytes.length);
  const { entries, metadata } = parseHeader(
    bytes.subarray(PREFIX_BYTES, start),
    bytes.length - start,
  );
  const arrays = Object.fromEntries(
    [...entries].map(([name, entry]) => {
      const [begin, end] = entry.range;
      return [name, arrayOfBytes(entry, bytes.subarray(start + begin, start + end))];
    }),
  );
  return { arrays, metadata };
}

/** What is written besides the arrays. */
export interface WriteSafetensorsOptions {
  /** Texts by name, such as the version of what wrote the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes arrays as a safetensors file.
 *
 * @param arrays By name. Wider elements come first, then names in order, so that all are aligned and
 *   equal contents give equal bytes.
 * @param options Texts beside them.
 * @returns The file.
 * @throws {RangeError} When the elements of an array do not fill its shape, or one is named
 *   `__metadata__`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const mask = io.ndArray({ dtype: "bool", shape: [3], data: new Uint8Array([1, 0, 1]) });
 * const bytes = io.writeSafetensors({ mask });
 * assertEquals(bytes.length % 8, 3); // the header is padded, the data is not
 * ```
 */
export function writeSafetensors(
  arrays: Readonly<Record<string, NdArray>>,
  options: WriteSafetensorsOptions = {},
): Uint8Array<ArrayBuffer> {
  const parts = safetensorsParts(arrays, options);
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/**
 * A safetensors file in parts, for writing large ones without a second copy of the arrays.
 *
 * @param arrays By name.
 * @param options Texts beside them.
 * @returns The header, then the elements of each array as views.
 * @throws {RangeError} As {@linkcode writeSafetensors} does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const mask = io.ndArray({ dtype: "bool", shape: [3], data: new Uint8Array([1, 0, 1]) });
 * const [, elements] = io.safetensorsParts({ mask });
 * assertEquals(elements, mask.data);
 * ```
 */
export function safetensorsParts(
  arrays: Readonly<Record<string, NdArray>>,
  options: WriteSafetensorsOptions = {},
): Uint8Array[] {
  if (Object.hasOwn(arrays, "__metadata__")) {
    throw new RangeError(
      'Cannot write safetensors: the name "__metadata__" is the format\'s own, rename the array',
    );
  }
  const inOrder = Object.entries(arrays).sort(([a, { dtype: x }], [b, { dtype: y }]) =>
    ND_DATA[y].BYTES_PER_ELEMENT - ND_DATA[x].BYTES_PER_ELEMENT || (a < b ? -1 : 1)
  );
  let at = 0;
  const entries = new Map(inOrder.map(([name, array]): [string, SafetensorsEntry] => {
    const { dtype, shape, data } = ndArray(array);
    const begin = at;
    at += data.byteLength;
    return [name, { dtype, shape, range: [begin, at] }];
  }));
  return [
    serializeHeader({ entries, metadata: options.metadata ?? {} }),
    ...inOrder.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
}
