/**
 * The same elements again.
 *
 * @module
 */

import { countOf, DONE, fieldsOf, type Source } from "../source.ts";

/** Passes over the data `count` times, for ever if undefined; each pass is an epoch of its own. */
export function repeat<T>(source: Source<T>, count: number | undefined): Source<T> {
  const passes = count ?? Infinity;
  return {
    size: count === undefined || source.size === undefined ? undefined : count * source.size,
    open({ epoch, state }) {
      const fields = fieldsOf("repeat", state);
      let pass = countOf("repeat", fields.pass);
      /** Elements of this pass; one without any ends it, for nobody is helped by waiting. */
      let given = countOf("repeat", fields.given);
      const first = count === undefined ? epoch : epoch * count;
      let inner = source.open({ epoch: first + pass, state: fields.inner });
      return {
        async next() {
          while (pass < passes) {
            const result = await inner.next();
            if (!result.done) {
              given++;
              return result;
            }
            if (given === 0) return DONE;
            await inner.close();
            pass++;
            given = 0;
            inner = source.open({ epoch: first + pass });
          }
          return DONE;
        },
        state: () => ({ pass, given, inner: inner.state() }),
        close: () => inner.close(),
      };
    },
  };
}
