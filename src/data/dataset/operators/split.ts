/**
 * Parts of a data set.
 *
 * @module
 */

import { permutation } from "../../../core/permutation.ts";
import type { SelectableSource, Source } from "../source.ts";

/** How elements are given to parts. */
export interface SplitRule {
  /** Elements of each part. */
  readonly sizes: readonly number[];
  /** Decides which go where; undefined for the order they are in. */
  readonly seed: number | undefined;
}

/** Parts without an element in common. */
export function split<T>(source: SelectableSource<T>, { sizes, seed }: SplitRule): Source<T>[] {
  const order = seed === undefined
    ? Int32Array.from({ length: source.size }, (_, i) => i)
    : permutation(source.size, seed);
  let from = 0;
  return sizes.map((size) => source.select(order.slice(from, from += size)));
}
