/**
 * Several sources in turn.
 *
 * @module
 */

import { type DatasetIterator, DONE, fieldsOf, PositionError, type Source } from "../source.ts";

/**
 * Takes `block` elements of each source in turn; one that has ended is passed over.
 */
export function interleave<T>(sources: readonly Source<T>[], block: number): Source<T> {
  const sizes = sources.map(({ size }) => size);
  return {
    size: sizes.reduce<number | undefined>(
      (sum, size) => sum === undefined || size === undefined ? undefined : sum + size,
      0,
    ),
    open({ epoch, state }) {
      const { turn = 0, taken = 0, inner = [], ended = [] } = fieldsOf("interleave", state);
      if (
        typeof turn !== "number" || typeof taken !== "number" || !Array.isArray(inner) ||
        !Array.isArray(ended)
      ) throw new PositionError("interleave", state);
      const iterators: DatasetIterator<T>[] = sources.map((source, i) =>
        source.open({ epoch, state: inner[i] })
      );
      const over = new Set(ended as number[]);
      let [which, count] = [turn, taken];
      const pass = () => {
        which = (which + 1) % sources.length;
        count = 0;
      };
      return {
        async next() {
          while (over.size < iterators.length) {
            if (over.has(which) || count >= block) {
              pass();
              continue;
            }
            const result = await iterators[which]!.next();
            if (!result.done) {
              count++;
              return result;
            }
            over.add(which);
          }
          return DONE;
        },
        state: () => ({
          turn: which,
          taken: count,
          inner: iterators.map((iterator) => iterator.state()),
          ended: [...over],
        }),
        async close() {
          for (const iterator of iterators) await iterator.close();
        },
      };
    },
  };
}
