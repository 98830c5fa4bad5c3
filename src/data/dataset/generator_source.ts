/**
 * Elements that a function makes.
 *
 * @module
 */

import { countOf, DONE, item, type Source } from "./source.ts";

/** Makes the elements of one pass, from the first on; `epoch` counts the passes from 0. */
export type Generate<T> = (epoch: number) => Iterable<T> | AsyncIterable<T>;

/** What a generator yields. To go on from a position, what lies before is generated again. */
export function generatorSource<T>(generate: Generate<T>): Source<T> {
  return {
    size: undefined,
    open({ epoch, state }) {
      const before = countOf("a generator", state);
      let at = 0;
      let iterator: Iterator<T> | AsyncIterator<T> | undefined;
      return {
        async next() {
          iterator ??= iteratorOf(generate(epoch));
          while (true) {
            const { done, value } = await iterator.next();
            if (done) return DONE;
            if (++at > before) return item(value);
          }
        },
        state: () => Math.max(at, before),
        async close() {
          await iterator?.return?.();
        },
      };
    },
  };
}

function iteratorOf<T>(iterable: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  const given: unknown = iterable;
  if (
    typeof given !== "object" || given === null ||
    !(Symbol.asyncIterator in given || Symbol.iterator in given)
  ) {
    const found = given instanceof Promise ? "a Promise" : String(given);
    throw new TypeError(
      "Cannot generate elements: wanted a function* or what else returns something to iterate over, " +
        `got ${found}`,
    );
  }
  return Symbol.asyncIterator in iterable
    ? iterable[Symbol.asyncIterator]()
    : iterable[Symbol.iterator]();
}
