/**
 * Elements that are in memory.
 *
 * @module
 */

import { countOf, DONE, item, type Source } from "./source.ts";

/** What elements are reached by. */
export interface Indexed<T> {
  /** How many there are. */
  readonly size: number;
  /** One by its number. */
  readonly get: (index: number) => T | Promise<T>;
}

/**
 * Elements by their numbers, in order: for data of one's own that is read piece by piece.
 *
 * @param indexed How many there are, and how one is read.
 * @returns A source for `new Dataset(…)`, whose elements can be mixed and split as a whole.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const squares = new data.Dataset(data.indexedSource({ size: 4, get: (i) => i * i }));
 * assertEquals(await squares.skip(2).toArray(), [4, 9]);
 * ```
 */
export function indexedSource<T>({ size, get }: Indexed<T>): Source<T> {
  return {
    size,
    select: (indices) =>
      indexedSource({ size: indices.length, get: (index) => get(indices[index]!) }),
    open({ state }) {
      let at = countOf("an array", state);
      return {
        async next() {
          if (at >= size) return DONE;
          return item(await get(at++));
        },
        state: () => at,
        close: () => Promise.resolve(),
      };
    },
  };
}

/** The elements of an array. */
export function arraySource<T>(values: ArrayLike<T>): Source<T> {
  return indexedSource({ size: values.length, get: (index) => values[index]! });
}
