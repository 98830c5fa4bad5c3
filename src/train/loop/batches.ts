/**
 * Batches on their way into training.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";

/** Tensors of a batch by what they are, as a step takes them. */
export type Feed = Readonly<Record<string, unknown>>;

/** A batch, and the place behind it. */
export interface Batch {
  /** What a step is given. */
  readonly feed: Feed;
  /** How many examples. */
  readonly examples: number;
  /** Where to go on after it. */
  readonly behind: JsonValue;
  /** Frees what was made for it. */
  dispose(): void;
}

/** Batches of one pass over the data. */
export interface BatchIterator {
  /** The next batch; a promise where it must be waited for. */
  next(): Batch | undefined | Promise<Batch | undefined>;
  /** Gives back what it holds. */
  close(): Promise<void>;
}

/** Where a pass begins. */
export interface PassStart {
  /** Which pass, from 0. */
  readonly epoch: number;
  /** A place that a batch of this pass told. */
  readonly state?: JsonValue | undefined;
}

/** Data as batches, pass by pass. */
export interface BatchSource {
  /** Examples per pass; undefined where only reading tells. */
  readonly examples: number | undefined;
  /** Batches per pass. */
  readonly batches: number | undefined;
  /** Whether batches come one by one from elsewhere, so that they are best made while a step runs. */
  readonly streams: boolean;
  /** Begins a pass. */
  open(start: PassStart): BatchIterator;
  /**
   * What is wrong with the examples of a batch, such as a value that is no number; undefined where
   * nothing is.
   *
   * @param at Which batch of the pass, from 0.
   */
  fault(start: PassStart, at: number): Promise<string | undefined>;
}
