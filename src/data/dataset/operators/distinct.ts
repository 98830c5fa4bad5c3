/**
 * Elements that were not there before.
 *
 * @module
 */

import { isNdArray } from "../../../core/nd_array.ts";
import { countOf, DONE, type Source } from "../source.ts";

/**
 * The first of the elements whose keys are the same. To go on from a position, the keys before it are
 * read again: they need not fit into JSON.
 */
export function distinct<T>(source: Source<T>, key: (element: T) => unknown): Source<T> {
  return {
    size: undefined,
    open({ epoch, state }) {
      const before = countOf("distinct", state);
      const inner = source.open({ epoch });
      const seen = new Set<string>();
      let read = 0;
      /** Elements read up to the last that was given. */
      let at = before;
      return {
        async next() {
          while (true) {
            const result = await inner.next();
            if (result.done) return DONE;
            read++;
            const text = keyText(key(result.value));
            const known = seen.has(text);
            seen.add(text);
            if (known || read <= before) continue;
            at = read;
            return result;
          }
        },
        state: () => at,
        close: () => inner.close(),
      };
    },
  };
}

/** A text that is the same for the same values alone. */
function keyText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) {
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (isNdArray(value)) return `${value.dtype}[${value.shape}]${keyText(value.data)}`;
  if (ArrayBuffer.isView(value)) return `<${(value as Uint8Array).join()}>`;
  if (Array.isArray(value)) return `[${value.map(keyText).join()}]`;
  if (value instanceof Date) return `date ${value.getTime()}`;
  const fields = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1);
  return `{${fields.map(([name, part]) => `${JSON.stringify(name)}:${keyText(part)}`).join()}}`;
}
