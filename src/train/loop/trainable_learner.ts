/**
 * Models of one's own making in the loop.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { mapTree } from "../../core/tree.ts";
import type { Feed } from "./batches.ts";
import type { Learner } from "./learner.ts";
import { Measures } from "./measures.ts";
import type { LossSum, Trainable } from "./trainable.ts";

/** A model of one's own making as the loop sees it. */
export function trainableLearner(model: Trainable<never>): Learner {
  const names = model.metrics ?? [];
  const mean = {
    size: 1,
    result: ([sum]: readonly number[], examples: number) => sum! / examples,
  };
  return {
    name: model.name ?? "model",
    variables: model.variables,
    weights: [...model.variables, ...model.state ?? []],
    measures: new Measures(Object.fromEntries(names.map((name) => [name, mean]))),
    batch(feed, training) {
      const { batch, examples } = picked(feed);
      const answer = model.loss(batch as never, { training });
      if (answer instanceof tf.Tensor) {
        return { loss: tf.mean(answer), count: examples, examples, sums: metricSums({}, examples) };
      }
      const { sum, count, metrics = {} } = answer as LossSum;
      const loss = tf.divNoNan(tf.sum(sum), count);
      return { loss, count, examples, sums: metricSums(metrics, examples) };
    },
  };

  function metricSums(
    metrics: Readonly<Record<string, tf.Tensor>>,
    examples: number,
  ): tf.Tensor[] {
    return names.map((name) => {
      const value = metrics[name];
      if (value !== undefined) return tf.mul(tf.mean(value), examples);
      throw new TypeError(
        `Cannot measure "${name}": the loss of "${model.name ?? "model"}" must return it in ` +
          "{ sum, count, metrics }",
      );
    });
  }
}

/** The batch, its rows picked, and how many examples it has. */
function picked({ rows, ...feed }: Feed): { batch: unknown; examples: number } {
  let examples = 0;
  const batch = mapTree(feed, (leaf) => {
    if (!(leaf instanceof tf.Tensor)) return leaf;
    const part = rows === undefined ? leaf : tf.gather(leaf, rows as tf.Tensor1D);
    examples ||= part.shape[0] ?? 1;
    return part;
  });
  return { batch, examples };
}
