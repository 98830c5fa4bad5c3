/**
 * What the loop trains.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import type { Feed } from "./batches.ts";
import type { BatchSums, Measures } from "./measures.ts";

/** A model with its loss, as the loop sees it. */
export interface Learner {
  /** Stands in messages. */
  readonly name: string;
  /** What the optimizer changes. */
  readonly variables: readonly tf.Variable[];
  /** All that belongs to the model, in an order that is the same in each program. */
  readonly weights: readonly tf.Variable[];
  /** What is measured beside the loss. */
  readonly measures: Measures;
  /** Loss and measures of a batch. */
  batch(feed: Feed, training: boolean): BatchSums;
}
