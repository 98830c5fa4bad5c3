/**
 * Every n-th element, for several that share the work.
 *
 * @module
 */

import { countOf, DONE, fieldsOf, isSelectable, type Source } from "../source.ts";

/** The elements whose number leaves the rest `index` when divided by `count`. */
export function shard<T>(source: Source<T>, count: number, index: number): Source<T> {
  const size = source.size === undefined
    ? undefined
    : Math.max(0, Math.ceil((source.size - index) / count));
  if (isSelectable(source)) {
    return source.select(Int32Array.from({ length: size! }, (_, i) => i * count + index));
  }
  return {
    size,
    open({ epoch, state }) {
      const fields = fieldsOf("shard", state);
      const inner = source.open({ epoch, state: fields.inner });
      let at = countOf("shard", fields.at);
      return {
        async next() {
          while (true) {
            const result = await inner.next();
            if (result.done) return DONE;
            if (at++ % count === index) return result;
          }
        },
        state: () => ({ at, inner: inner.state() }),
        close: inner.close,
      };
    },
  };
}
