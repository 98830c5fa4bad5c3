/**
 * All but the first elements.
 *
 * @module
 */

import { countOf, DONE, fieldsOf, isSelectable, type Source } from "../source.ts";

/** Leaves out the first `count` elements; where they can be reached by number, without reading them. */
export function skip<T>(source: Source<T>, count: number): Source<T> {
  if (isSelectable(source)) {
    const left = Math.max(0, source.size - count);
    return source.select(Int32Array.from({ length: left }, (_, i) => i + count));
  }
  const left = source.size === undefined ? undefined : Math.max(0, source.size - count);
  return {
    size: left,
    open({ epoch, state }) {
      const fields = fieldsOf("skip", state);
      const inner = source.open({ epoch, state: fields.inner });
      let waiting = state === undefined ? count : countOf("skip", fields.waiting);
      return {
        async next() {
          for (; waiting > 0; waiting--) if ((await inner.next()).done) return DONE;
          return await inner.next();
        },
        state: () => ({ waiting, inner: inner.state() }),
        close: inner.close,
      };
    },
  };
}
