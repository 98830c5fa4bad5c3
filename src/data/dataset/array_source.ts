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

/** Elements by their numbers, in order. */
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
