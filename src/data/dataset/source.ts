/**
 * What a data set is made of: something that elements come out of, one after the other, from any
 * place on.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";

/** Where reading begins. */
export interface Start {
  /** Which pass over the data it is, from 0: what is random differs from pass to pass. */
  readonly epoch: number;
  /** A position that an iterator of the same source and epoch told; undefined for the beginning. */
  readonly state?: JsonValue | undefined;
}

/** Elements one after the other, and the place among them. */
export interface DatasetIterator<T> {
  /** The next element. Calls wait for each other. */
  next(): Promise<IteratorResult<T, undefined>>;
  /** The place behind the last element that `next()` gave, for a {@linkcode Start}. */
  state(): JsonValue;
  /** Gives back files and workers; also after the last element. */
  close(): Promise<void>;
}

/** Something that elements come out of. */
export interface Source<T> {
  /** How many elements; undefined where only reading all of them tells. */
  readonly size: number | undefined;
  /**
   * The elements of these numbers in this order, for sources that know their size and can reach each
   * element by itself. All that picks or mixes elements stands on it.
   */
  readonly select?: ((indices: Int32Array) => Source<T>) | undefined;
  /** Begins reading. */
  open(start: Start): DatasetIterator<T>;
}

/** The end of an iteration. */
export const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** An element of an iteration. */
export function item<T>(value: T): IteratorYieldResult<T> {
  return { done: false, value };
}

/** A position that is not one of this operator's. */
export class PositionError extends Error {
  /** Stands before the message. */
  override readonly name = "PositionError";

  /**
   * Says which operator got what.
   *
   * @param operator Its name.
   * @param state What it got.
   */
  constructor(operator: string, state: JsonValue | undefined) {
    super(
      `Cannot go on from a position: ${operator} got ${JSON.stringify(state)}; a position fits ` +
        "only the data set that told it, with the same operators in the same order",
    );
  }
}

/** A source whose elements can be reached by number. */
export type SelectableSource<T> = Source<T> & {
  readonly size: number;
  readonly select: (indices: Int32Array) => Source<T>;
};

/** Whether the elements of a source can be reached by number. */
export function isSelectable<T>(source: Source<T>): source is SelectableSource<T> {
  return source.select !== undefined && source.size !== undefined;
}

/** The fields of a position; all undefined at the beginning. */
export function fieldsOf(
  operator: string,
  state: JsonValue | undefined,
): Readonly<Record<string, JsonValue | undefined>> {
  if (state === undefined) return {};
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    throw new PositionError(operator, state);
  }
  return state as Readonly<Record<string, JsonValue>>;
}

/** A count out of a position; 0 at the beginning. */
export function countOf(operator: string, value: JsonValue | undefined): number {
  if (value === undefined) return 0;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new PositionError(operator, value);
  }
  return value;
}
