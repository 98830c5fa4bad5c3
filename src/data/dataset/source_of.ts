/**
 * A data set as the source of another.
 *
 * @module
 */

import type { Dataset } from "./dataset.ts";
import type { Source } from "./source.ts";

/** What the elements of a data set come out of, for classes that add something to a data set. */
export function sourceOf<T>(dataset: Dataset<T>): Source<T> {
  return {
    size: dataset.size,
    select: dataset.selectable ? (indices) => sourceOf(dataset.select(indices)) : undefined,
    open: (start) => dataset.iterate(start),
  };
}
