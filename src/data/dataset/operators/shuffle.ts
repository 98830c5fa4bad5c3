/**
 * Elements in a random order.
 *
 * @module
 */

import { generator, permutation } from "../../../core/permutation.ts";
import { countOf, DONE, isSelectable, item, type Source } from "../source.ts";

/** How elements are mixed. */
export interface ShuffleRule {
  /** From how many each is drawn where elements cannot be reached by number. */
  readonly bufferSize: number;
  /** Decides the order, together with the epoch. */
  readonly seed: number;
}

/**
 * A random order that the seed and the epoch decide. Elements that can be reached by number are all
 * mixed, and what is picked of them is picked from the order of the first epoch, whatever the epoch: so
 * parts have no element in common. Of others, each is drawn from a buffer.
 */
export function shuffle<T>(source: Source<T>, { bufferSize, seed }: ShuffleRule): Source<T> {
  if (!isSelectable(source)) return drawn(source, { bufferSize, seed });
  const orderOf = (epoch: number) => permutation(source.size, [seed, epoch]);
  return {
    size: source.size,
    select(indices) {
      const order = orderOf(0);
      return source.select(indices.map((index) => order[index]!));
    },
    open: (start) => source.select(orderOf(start.epoch)).open(start),
  };
}

function drawn<T>(source: Source<T>, { bufferSize, seed }: ShuffleRule): Source<T> {
  return {
    size: source.size,
    open({ epoch, state }) {
      // To go on, what lies before is drawn again: the buffer's elements need not fit into JSON.
      const before = countOf("shuffle", state);
      const inner = source.open({ epoch });
      const random = generator([seed, epoch]);
      const buffer: T[] = [];
      let ended = false;
      let at = 0;
      async function draw(): Promise<IteratorResult<T, undefined>> {
        while (!ended && buffer.length < bufferSize) {
          const result = await inner.next();
          if (result.done) ended = true;
          else buffer.push(result.value);
        }
        if (buffer.length === 0) return DONE;
        at++;
        const index = Math.floor(random() / 4294967296 * buffer.length);
        const drawn = buffer[index]!;
        const last = buffer.pop()!;
        if (index < buffer.length) buffer[index] = last;
        return item(drawn);
      }
      return {
        async next() {
          while (at < before) if ((await draw()).done) return DONE;
          return await draw();
        },
        state: () => Math.max(at, before),
        close: inner.close,
      };
    },
  };
}
