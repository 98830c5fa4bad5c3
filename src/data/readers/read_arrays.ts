/**
 * Files of arrays as data sets.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { NdArray } from "../../core/nd_array.ts";
import { readIdx as arrayOfIdx } from "../../io/idx.ts";
import { readNpz as arraysOfNpz } from "../../io/npy/npz.ts";
import { readBytes } from "../../io/table/random_access.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { from } from "../dataset/sources.ts";

const MAX_BYTES = 8 * 2 ** 30;

/** How much is unpacked. */
export interface ReadArraysOptions {
  /** Bytes that a file, and what it unpacks to, may have; 8 GiB unless told. */
  readonly maxBytes?: number;
}

const READ_ARRAYS_OPTIONS: OptionNames<ReadArraysOptions> = {
  maxBytes: true,
};

/**
 * Reads NumPy's file of several arrays of the same number of rows.
 *
 * @param file A path, or bytes.
 * @param options How much is unpacked at most.
 * @returns Its rows, objects of arrays without the first axis, which can be reached by number.
 * @throws {SyntaxError} When it is no such file, or damaged.
 * @throws {TypeError} When arrays differ in the number of rows.
 * @throws {RangeError} When it unpacks to more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, io } from "tensaur";
 *
 * const x = io.ndArray({ dtype: "uint8", shape: [2, 2], data: new Uint8Array([1, 2, 3, 4]) });
 * const rows = await data.readNpz(await io.writeNpz({ x }));
 * assertEquals(rows.size, 2);
 * ```
 */
export async function readNpz(
  file: string | URL | Uint8Array,
  options: ReadArraysOptions = {},
): Promise<Dataset<Readonly<Record<string, NdArray>>>> {
  requireOptions("Cannot read arrays", options, READ_ARRAYS_OPTIONS);
  const { maxBytes = MAX_BYTES } = options;
  return from(await arraysOfNpz(await readBytes(file, maxBytes), { maxBytes }));
}

/** A file of inputs and one of targets. */
export interface IdxPair {
  /** Such as images, `[rows, …]`. */
  readonly inputs: string | URL | Uint8Array;
  /** Such as labels, `[rows]`. */
  readonly targets: string | URL | Uint8Array;
}

/**
 * Reads a pair of IDX files, as those of MNIST, also packed as .gz.
 *
 * @param files Paths, or bytes.
 * @param options How much is unpacked at most.
 * @returns Training examples, which can be reached by number.
 * @throws {SyntaxError} When one is no IDX file, damaged or cut off.
 * @throws {TypeError} When they differ in the number of rows.
 * @throws {RangeError} When one unpacks to more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const inputs = new Uint8Array([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 8]);
 * const targets = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]);
 * const digits = await data.readIdx({ inputs, targets });
 * assertEquals((await digits.batch(2).toArray())[0]?.targets.shape, [2]);
 * ```
 */
export async function readIdx(
  files: IdxPair,
  options: ReadArraysOptions = {},
): Promise<Dataset<{ inputs: NdArray; targets: NdArray }>> {
  requireOptions("Cannot read arrays", options, READ_ARRAYS_OPTIONS);
  const { maxBytes = MAX_BYTES } = options;
  return from({
    inputs: await idxOf(files.inputs, maxBytes),
    targets: await idxOf(files.targets, maxBytes),
  });
}

async function idxOf(file: string | URL | Uint8Array, maxBytes: number): Promise<NdArray> {
  return arrayOfIdx(await readBytes(file, maxBytes));
}
