/**
 * Elements in groups.
 *
 * @module
 */

import { DONE, item, type Source } from "../source.ts";

/** How groups are made. */
export interface BatchRule {
  /** Elements per group. */
  readonly size: number;
  /** Whether a last group of fewer is left out. */
  readonly dropRemainder: boolean;
}

/** Groups of elements; a position is always one between two groups. */
export function batch<T>(source: Source<T>, { size, dropRemainder }: BatchRule): Source<T[]> {
  const round = dropRemainder ? Math.floor : Math.ceil;
  return {
    size: source.size === undefined ? undefined : round(source.size / size),
    open(start) {
      const inner = source.open(start);
      return {
        ...inner,
        async next() {
          const group: T[] = [];
          while (group.length < size) {
            const result = await inner.next();
            if (result.done) break;
            group.push(result.value);
          }
          const whole = group.length === size || (group.length > 0 && !dropRemainder);
          return whole ? item(group) : DONE;
        },
      };
    },
  };
}
