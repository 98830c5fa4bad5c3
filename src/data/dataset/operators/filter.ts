/**
 * Some of the elements.
 *
 * @module
 */

import type { Source } from "../source.ts";

/** Keeps the elements that a function says true to. */
export function filter<T>(
  source: Source<T>,
  keep: (element: T) => boolean | Promise<boolean>,
): Source<T> {
  return {
    size: undefined,
    open(start) {
      const inner = source.open(start);
      return {
        ...inner,
        async next() {
          while (true) {
            const result = await inner.next();
            if (result.done || await keep(result.value)) return result;
          }
        },
      };
    },
  };
}
