/**
 * One source after the other.
 *
 * @module
 */

import {
  countOf,
  DONE,
  fieldsOf,
  isSelectable,
  PositionError,
  type SelectableSource,
  type Source,
} from "../source.ts";

/** All elements of the first source, then those of the second, and so on. */
export function concat<T>(sources: readonly Source<T>[]): Source<T> {
  const selectable = sources.every((source) => isSelectable(source));
  return {
    size: sources.reduce<number | undefined>(
      (sum, { size }) => sum === undefined || size === undefined ? undefined : sum + size,
      0,
    ),
    select: selectable
      ? (indices) => selectAmong(sources as readonly SelectableSource<T>[], indices)
      : undefined,
    open({ epoch, state }) {
      const fields = fieldsOf("concat", state);
      let which = countOf("concat", fields.which);
      let inner = sources[which]?.open({ epoch, state: fields.inner });
      return {
        async next() {
          while (inner !== undefined) {
            const result = await inner.next();
            if (!result.done) return result;
            await inner.close();
            inner = sources[++which]?.open({ epoch });
          }
          return DONE;
        },
        state: () => ({ which, ...inner && { inner: inner.state() } }),
        close: async () => await inner?.close(),
      };
    },
  };
}

/** Picks from each source what is wanted of it, and gives it out in the order of the numbers. */
function selectAmong<T>(sources: readonly SelectableSource<T>[], indices: Int32Array): Source<T> {
  const wanted: number[][] = sources.map(() => []);
  const owners = Uint32Array.from(indices, (index) => {
    let owner = 0;
    while (index >= sources[owner]!.size) index -= sources[owner++]!.size;
    wanted[owner]!.push(index);
    return owner;
  });
  const picked = sources.map((source, i) => source.select(Int32Array.from(wanted[i]!)));
  return {
    size: indices.length,
    select: (again) => selectAmong(sources, again.map((index) => indices[index]!)),
    open({ epoch, state }) {
      const { at: from, inner = [] } = fieldsOf("concat", state);
      if (!Array.isArray(inner)) throw new PositionError("concat", state);
      let at = countOf("concat", from);
      const iterators = picked.map((source, i) => source.open({ epoch, state: inner[i] }));
      return {
        async next() {
          return at < owners.length ? await iterators[owners[at++]!]!.next() : DONE;
        },
        state: () => ({ at, inner: iterators.map((iterator) => iterator.state()) }),
        async close() {
          for (const iterator of iterators) await iterator.close();
        },
      };
    },
  };
}
