/**
 * The elements of groups.
 *
 * @module
 */

import type { JsonValue } from "../../../core/json_value.ts";
import { countOf, DONE, fieldsOf, item, type Source } from "../source.ts";

/** The elements that each element is taken apart into, one after the other. */
export function flatMap<T, U>(source: Source<T>, parts: (element: T) => readonly U[]): Source<U> {
  return {
    size: undefined,
    open({ epoch, state }) {
      const fields = fieldsOf("unbatch", state);
      const inner = source.open({ epoch, state: fields.inner });
      /** The place before the group that is being given out. */
      let place: JsonValue = inner.state();
      let group: readonly U[] = [];
      let at = 0;
      let skip = countOf("unbatch", fields.at);
      return {
        async next() {
          while (at >= group.length) {
            place = inner.state();
            const result = await inner.next();
            if (result.done) return DONE;
            group = parts(result.value);
            at = skip;
            skip = 0;
          }
          return item(group[at++]!);
        },
        state: () => ({ inner: place, at: Math.max(at, skip) }),
        close: inner.close,
      };
    },
  };
}
