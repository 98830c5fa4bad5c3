/**
 * What the operators of data sets can be told.
 *
 * @module
 */

import type { OptionNames } from "../../core/require_options.ts";
import type { StackDTypes } from "./stack.ts";

/** How elements are mapped. */
export interface MapOptions {
  /**
   * Elements under way at a time, for functions that wait; 1 unless told, with workers three for each.
   * The order stays.
   */
  readonly parallel?: number;
  /**
   * Threads that do the work, for functions named by their module; none unless told. The result does
   * not depend on it.
   */
  readonly workers?: number;
}

/** The names of {@linkcode MapOptions}. */
export const MAP_OPTIONS: OptionNames<MapOptions> = { parallel: true, workers: true };

/** How elements are mixed. */
export interface ShuffleOptions {
  /**
   * From how many elements each is drawn where the source is a stream; 1,000 unless told. Elements that
   * can be reached by number, as those of arrays, are all mixed whatever this says.
   */
  readonly bufferSize?: number;
  /** Decides the order, together with the epoch; 0 unless told. */
  readonly seed?: number;
}

/** The names of {@linkcode ShuffleOptions}. */
export const SHUFFLE_OPTIONS: OptionNames<ShuffleOptions> = { bufferSize: true, seed: true };

/** How batches are made. */
export interface BatchOptions {
  /** Whether a last batch of fewer elements is left out; false unless told. */
  readonly dropRemainder?: boolean;
  /** int32 for those plain numbers that are whole, such as classes: `{ targets: "int32" }`. */
  readonly dtypes?: StackDTypes;
}

/** The names of {@linkcode BatchOptions}. */
export const BATCH_OPTIONS: OptionNames<BatchOptions> = { dropRemainder: true, dtypes: true };

/** How a data set is split. */
export interface SplitOptions {
  /** Decides which elements go where; without it they stay in their order. */
  readonly seed?: number;
}

/** The names of {@linkcode SplitOptions}. */
export const SPLIT_OPTIONS: OptionNames<SplitOptions> = { seed: true };
