/**
 * Data sets of what is in memory.
 *
 * @module
 */

import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import { arraySource, indexedSource } from "./array_source.ts";
import { Dataset } from "./dataset.ts";
import { type Generate, generatorSource } from "./generator_source.ts";
import { isRecord } from "./stack.ts";
import { unstack } from "./unstack.ts";

/**
 * A data set of what is in memory.
 *
 * @param values An array of elements; or columns by name, arrays on the host or lists of the same
 *   length, whose rows are the elements.
 * @returns Its elements.
 * @throws {TypeError} When columns differ in length.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * assertEquals(await data.from(["a", "b"]).toArray(), ["a", "b"]);
 * assertEquals(await data.from({ x: [1, 2], y: ["a", "b"] }).skip(1).toArray(), [{ x: 2, y: "b" }]);
 * ```
 */
export function from<T>(values: readonly T[]): Dataset<T>;
/**
 * A data set of the rows of columns.
 *
 * @param values Columns by name.
 * @returns Its rows.
 */
export function from<T extends Readonly<Record<string, readonly unknown[] | NdArray>>>(
  values: T,
): Dataset<{ [K in keyof T]: T[K] extends readonly (infer E)[] ? E : NdArray }>;
export function from(values: readonly unknown[] | Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(values)) return new Dataset(arraySource(values));
  if (isNdArray(values)) return new Dataset(arraySource(unstack(values)));
  requireColumns(values);
  const columns = Object.entries(values).map(([name, column]) => [name, unstack(column)] as const);
  const sizes = new Set(columns.map(([, { length }]) => length));
  if (sizes.size > 1) {
    const found = columns.map(([name, { length }]) => `${name} ${length}`).join(", ");
    throw new TypeError(`Cannot make a data set: columns must be of one length, found ${found}`);
  }
  const [size = 0] = sizes;
  const get = (index: number) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column[index]]));
  return new Dataset(indexedSource({ size, get }));
}

/** Refuses what is neither a list nor columns by name, and columns that are neither list nor array. */
function requireColumns(values: unknown): void {
  const wanted = "Cannot make a data set: wanted a list of elements, or lists and arrays by name";
  if (!isRecord(values)) {
    throw new TypeError(`${wanted}, got ${nameOf(values)}; ${hintFor(values)}`);
  }
  for (const [name, column] of Object.entries(values)) {
    if (Array.isArray(column) || isNdArray(column)) continue;
    if (isRecord(column) && !("dtype" in column)) continue;
    throw new TypeError(`${wanted}, "${name}" is ${nameOf(column)}; ${hintFor(column)}`);
  }
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `a ${value.constructor?.name ?? "object"}`;
}

function hintFor(value: unknown): string {
  if (typeof value === "object" && value !== null && "dataSync" in value) {
    return "new data.ArrayDataset(inputs, targets) takes tensors";
  }
  return "Array.from makes a list of what can be iterated over";
}

/**
 * A data set of what a function generates, for each epoch anew.
 *
 * @param generate Makes the elements of an epoch, from the first on.
 * @returns Its elements; how many, nobody knows before.
 * @throws {TypeError} When it is no function; while reading: when it returns nothing to iterate over.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const numbers = data.fromGenerator(function* () {
 *   for (let i = 0;; i++) yield i;
 * });
 * assertEquals(await numbers.filter((i) => i % 3 === 0).take(3).toArray(), [0, 3, 6]);
 * ```
 */
export function fromGenerator<T>(generate: Generate<T>): Dataset<T> {
  if (typeof generate !== "function") {
    throw new TypeError(
      "Cannot make a data set: wanted a function that begins to generate, for each epoch anew, got " +
        nameOf(generate),
    );
  }
  return new Dataset(generatorSource(generate));
}
