/**
 * The first elements.
 *
 * @module
 */

import { countOf, DONE, fieldsOf, isSelectable, type Source } from "../source.ts";

/** Ends after `count` elements. */
export function take<T>(source: Source<T>, count: number): Source<T> {
  if (isSelectable(source)) {
    return source.select(Int32Array.from({ length: Math.min(source.size, count) }, (_, i) => i));
  }
  return {
    size: source.size === undefined ? undefined : Math.min(source.size, count),
    open({ epoch, state }) {
      const fields = fieldsOf("take", state);
      const inner = source.open({ epoch, state: fields.inner });
      let taken = countOf("take", fields.taken);
      return {
        async next() {
          if (taken >= count) return DONE;
          const result = await inner.next();
          if (!result.done) taken++;
          return result;
        },
        state: () => ({ taken, inner: inner.state() }),
        close: inner.close,
      };
    },
  };
}
