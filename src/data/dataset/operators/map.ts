/**
 * A function of each element.
 *
 * @module
 */

import { countOf, DONE, fieldsOf, item, type Source } from "../source.ts";

/** What a mapped function is told besides the element. */
export interface MapContext {
  /** The element's number in this pass, from 0. */
  readonly index: number;
  /** The pass, from 0. With the index it makes a seed for what shall be random. */
  readonly epoch: number;
}

/** A function of an element. */
export type MapFunction<T, U> = (element: T, context: MapContext) => U | Promise<U>;

/** Maps elements, `parallel` of them at a time, in their order. */
export function map<T, U>(
  source: Source<T>,
  change: MapFunction<T, U>,
  parallel: number,
): Source<U> {
  return {
    size: source.size,
    select: source.select && ((indices) => map(source.select!(indices), change, parallel)),
    open({ epoch, state }) {
      const fields = fieldsOf("map", state);
      const inner = source.open({ epoch, state: fields.inner });
      let index = countOf("map", fields.index);
      let place = state ?? { index, inner: inner.state() };
      /** Under way, each with the place behind it. */
      const pending: { value: Promise<U>; place: typeof place }[] = [];
      let ended = false;
      async function fill(): Promise<void> {
        while (!ended && pending.length < parallel) {
          const result = await inner.next();
          if (result.done) {
            ended = true;
            return;
          }
          const context = { index: index++, epoch };
          const value = Promise.resolve(result.value).then((element) => change(element, context));
          // Heard when its turn comes; until then it is nobody's failure.
          value.catch(() => {});
          pending.push({ value, place: { index, inner: inner.state() } });
        }
      }
      return {
        async next() {
          await fill();
          const first = pending.shift();
          if (first === undefined) return DONE;
          const value = await first.value;
          place = first.place;
          return item(value);
        },
        state: () => place,
        async close() {
          await Promise.allSettled(pending.map(({ value }) => value));
          await inner.close();
        },
      };
    },
  };
}
