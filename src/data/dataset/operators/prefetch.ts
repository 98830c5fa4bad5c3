/**
 * Elements read ahead.
 *
 * @module
 */

import type { JsonValue } from "../../../core/json_value.ts";
import type { Source } from "../source.ts";

/** Reads up to `count` elements before they are asked for, while the caller works. */
export function prefetch<T>(source: Source<T>, count: number): Source<T> {
  return {
    size: source.size,
    select: source.select && ((indices) => prefetch(source.select!(indices), count)),
    open(start) {
      const inner = source.open(start);
      type Read = { result: IteratorResult<T, undefined>; place: JsonValue };
      const ahead: Promise<Read>[] = [];
      let last: Promise<unknown> = Promise.resolve();
      let place = inner.state();
      let closed = false;
      function read(): void {
        const reading = last.then(async (): Promise<Read> => {
          if (closed) return { result: { done: true, value: undefined }, place };
          const result = await inner.next();
          return { result, place: inner.state() };
        });
        // Heard when its turn comes; until then it is nobody's failure.
        reading.catch(() => {});
        last = reading;
        ahead.push(reading);
      }
      return {
        async next() {
          while (ahead.length < count + 1) read();
          const { result, place: behind } = await ahead.shift()!;
          place = behind;
          return result;
        },
        state: () => place,
        async close() {
          closed = true;
          await Promise.allSettled(ahead);
          await inner.close();
        },
      };
    },
  };
}
