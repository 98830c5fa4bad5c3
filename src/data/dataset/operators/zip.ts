/**
 * Elements of several sources side by side.
 *
 * @module
 */

import { DONE, isSelectable, item, PositionError, type Source } from "../source.ts";

/** Sources by name. */
export type Sources<T extends Readonly<Record<string, unknown>>> = {
  readonly [K in keyof T]: Source<T[K]>;
};

/** Objects with one element of each source; ends with the shortest. */
export function zip<T extends Readonly<Record<string, unknown>>>(sources: Sources<T>): Source<T> {
  const entries = Object.entries(sources) as [string, Source<unknown>][];
  if (entries.length === 0) throw new TypeError("Cannot zip: there is no data set");
  const sizes = entries.map(([, { size }]) => size);
  const known = sizes.filter((size) => size !== undefined);
  const size = known.length === sizes.length ? Math.min(...known) : undefined;
  const selectable = size !== undefined && entries.every(([, source]) => isSelectable(source));
  return {
    size,
    select: !selectable ? undefined : (indices) => {
      const picked = entries.map(([name, source]) => [name, source.select!(indices)]);
      return zip(Object.fromEntries(picked) as Sources<T>);
    },
    open({ epoch, state }) {
      if (state !== undefined && !Array.isArray(state)) throw new PositionError("zip", state);
      const iterators = entries.map(([, source], i) =>
        source.open({ epoch, state: (state as readonly never[] | undefined)?.[i] })
      );
      return {
        async next() {
          const results = await Promise.all(iterators.map((iterator) => iterator.next()));
          if (results.some(({ done }) => done)) return DONE;
          return item(
            Object.fromEntries(entries.map(([name], i) => [name, results[i]!.value])) as T,
          );
        },
        state: () => iterators.map((iterator) => iterator.state()),
        async close() {
          for (const iterator of iterators) await iterator.close();
        },
      };
    },
  };
}
