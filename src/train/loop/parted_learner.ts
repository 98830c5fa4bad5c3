/**
 * Learners whose batches are trained in parts side by side.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { batchParts } from "../../jit/batch_parts.ts";
import type { Feed } from "./batches.ts";
import type { Learner } from "./learner.ts";
import type { BatchSums } from "./measures.ts";

/** The learner with each batch of training in `replicas` parts; evaluations take it whole. */
export function partedLearner(learner: Learner, replicas: number): Learner {
  if (replicas === 1) return learner;
  return {
    ...learner,
    batch(feed, training) {
      if (!training) return learner.batch(feed, training);
      // Rows are of a data set that lies there as a whole.
      const { rows, ...rest } = feed;
      const [cut, whole]: [Feed, Feed] = rows === undefined ? [rest, {}] : [{ rows }, rest];
      const parts = batchParts(cut, replicas);
      return joined(parts.map(({ part }) => learner.batch({ ...whole, ...part }, training)));
    },
  };
}

/** What the batch has come to that the parts are of. */
function joined(parts: readonly BatchSums[]): BatchSums {
  if (parts.length === 1) return parts[0]!;
  const total = tf.addN(parts.map(({ loss, count }) => tf.mul(loss, count)));
  const count = parts.map((part) => part.count).reduce((a, b) =>
    typeof a === "number" && typeof b === "number" ? a + b : tf.add(a, b)
  );
  return {
    // A count of weights, other than one of examples, may be 0.
    loss: typeof count === "number" ? tf.div(total, count) : tf.divNoNan(total, count),
    count,
    examples: parts.reduce((sum, { examples }) => sum + examples, 0),
    sums: parts[0]!.sums.map((_, i) => tf.addN(parts.map(({ sums }) => sums[i]!))),
  };
}
