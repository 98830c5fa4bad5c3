/**
 * Elements that are kept after they were read.
 *
 * @module
 */

import { arraySource } from "../array_source.ts";
import {
  countOf,
  DONE,
  isSelectable,
  item,
  type SelectableSource,
  type Source,
} from "../source.ts";

/**
 * Keeps elements in memory, so that later passes read none twice: each by its number where they have
 * one, else all of the first whole pass. What was random in a kept element stays as it was.
 */
export function cache<T>(source: Source<T>): Source<T> {
  return isSelectable(source) ? cacheByNumber(source) : cacheWhole(source);
}

function cacheByNumber<T>(source: SelectableSource<T>): Source<T> {
  const kept = new Map<number, T>();
  const select = (indices: Int32Array): Source<T> => ({
    size: indices.length,
    select: (again) => select(again.map((index) => indices[index]!)),
    open({ epoch, state }) {
      let at = countOf("cache", state);
      const missing = indices.subarray(at).filter((index) => !kept.has(index));
      const isMissing = new Set(missing);
      const inner = source.select(missing).open({ epoch });
      return {
        async next() {
          if (at >= indices.length) return DONE;
          const index = indices[at++]!;
          // Another pass may have read it meanwhile: the inner iterator has to move all the same.
          if (!isMissing.has(index)) return item(kept.get(index)!);
          const result = await inner.next();
          if (!result.done) kept.set(index, result.value);
          return result;
        },
        state: () => at,
        close: inner.close,
      };
    },
  });
  return select(Int32Array.from({ length: source.size }, (_, i) => i));
}

function cacheWhole<T>(source: Source<T>): Source<T> {
  let kept: readonly T[] | undefined;
  return {
    get size() {
      return kept?.length ?? source.size;
    },
    open(start) {
      if (kept !== undefined) return arraySource(kept).open(start);
      const before = countOf("cache", start.state);
      const inner = source.open({ epoch: start.epoch });
      const values: T[] = [];
      let at = 0;
      return {
        async next() {
          while (true) {
            const result = await inner.next();
            if (result.done) {
              kept ??= values;
              return DONE;
            }
            values.push(result.value);
            if (++at > before) return item(result.value);
          }
        },
        state: () => Math.max(at, before),
        close: inner.close,
      };
    },
  };
}
