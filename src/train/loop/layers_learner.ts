/**
 * Models of layers in the loop.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { sparseCategoricalCrossentropy } from "../../nn/losses/sparse_categorical_crossentropy.ts";
import { sparseSoftmaxCrossEntropy } from "../../nn/sparse_softmax_cross_entropy.ts";
import type { BatchMeasure, Objective } from "../objective.ts";
import { type Answered, sameRank } from "../same_rank.ts";
import type { Feed } from "./batches.ts";
import { type AnswerWithLogits, answerWithLogits } from "./last_activation.ts";
import type { Learner } from "./learner.ts";
import { type BatchSums, Measures } from "./measures.ts";
import { namedMetrics, summed } from "./summed.ts";

/** What changes the loss of examples. */
export interface LossRules {
  /** What examples of each class count in training, float32 `[classes]`; the caller's. */
  readonly classWeights?: tf.Tensor1D | undefined;
  /** Share of each target that goes to all classes alike. */
  readonly labelSmoothing?: number;
}

/** Feeds as a model of one input and one output takes them. */
interface Example {
  readonly inputs: tf.Tensor;
  readonly targets: tf.Tensor;
  readonly weights?: tf.Tensor;
}

/** A model of layers with its objective. */
export function layersLearner(
  model: tf.LayersModel,
  objective: Objective,
  rules: LossRules = {},
): Learner {
  const metrics = namedMetrics(objective.metrics, objective.accuracy);
  const variableOf = (weight: { read(): tf.Tensor }) => weight.read() as tf.Variable;
  const summedMetrics = metrics.map(([name, metric]) =>
    [name, summed(metric, objective.answers)] as const
  );
  return {
    name: model.name,
    variables: model.trainableWeights.map(variableOf),
    weights: model.weights.map(variableOf),
    measures: new Measures(Object.fromEntries(summedMetrics)),
    batch(feed, training) {
      const { inputs, weights, ...known } = exampleOf(feed);
      const answer = answered(model, objective, () => model.apply(inputs, { training }));
      const shaped = (outputs: tf.Tensor) =>
        objective.sparse ? { ...known, outputs } : sameRank({ ...known, outputs });
      const { targets, outputs } = shaped(answer.outputs);
      const examples = targets.shape[0]!;
      // What is measured counts each example alike, as in Keras; a smoothed loss is another loss.
      const lossRules = { ...rules, ...!training && { classWeights: undefined } };
      let own: ReturnType<typeof lossOf>;
      try {
        own = answer.logits
          ? lossOf(objective.ofLogits!.loss, { ...shaped(answer.logits), weights }, lossRules)
          : lossOf(objective.loss, { targets, outputs, weights }, lossRules);
      } finally {
        answer.logits?.dispose();
      }
      const loss = model.calculateLosses()
        .reduce<tf.Tensor>((sum, penalty) => tf.add(sum, tf.mean(penalty)), own.loss);
      const sums = summedMetrics.map(([, metric]) => metric.sums(targets, outputs));
      return { loss, count: own.count ?? examples, examples, sums };
    },
  };
}

/** What the model answers, with the logits where the loss can do something with them. */
function answered(
  model: tf.LayersModel,
  { ofLogits }: Objective,
  apply: () => unknown,
): AnswerWithLogits {
  const run = () => apply() as tf.Tensor;
  if (ofLogits === undefined) return { outputs: run(), logits: undefined };
  return answerWithLogits(model, ofLogits.activation, run);
}

/** A batch, its rows picked from the data set where it lies there. */
function exampleOf({ rows, ...feed }: Feed): Example {
  if (rows === undefined) return feed as unknown as Example;
  return Object.fromEntries(
    Object.entries(feed).map((
      [name, all],
    ) => [name, tf.gather(all as tf.Tensor, rows as tf.Tensor1D)]),
  ) as unknown as Example;
}

interface Weighed extends Answered {
  readonly weights: tf.Tensor | undefined;
}

/**
 * The mean loss. Weights of examples, `[batch]`, as in Keras do not change what the sum is divided by;
 * weights of their parts, such as tokens, do.
 */
function lossOf(
  loss: BatchMeasure,
  { targets, outputs, weights }: Weighed,
  { classWeights, labelSmoothing = 0 }: LossRules,
): { loss: tf.Tensor } & Partial<Pick<BatchSums, "count">> {
  const smooth = labelSmoothing > 0 ? smoothed(loss, labelSmoothing) : loss;
  const ofClasses = classWeights && tf.gather(classWeights, classesOf(targets, outputs));
  const all = weights && ofClasses ? tf.mul(weights, ofClasses) : weights ?? ofClasses;
  if (all === undefined) return { loss: tf.mean(smooth(targets, outputs)) };
  const each = perExample(smooth)(targets, outputs);
  if (each.rank < all.rank || each.shape[0] !== targets.shape[0]) {
    throw new TypeError(
      `Cannot weigh examples: the loss must return one value for each, as [${all.shape}], and it ` +
        `returns [${each.shape}]; give it a reduction of "none"`,
    );
  }
  const broad = tf.reshape(all, [...all.shape, ...each.shape.slice(all.rank).map(() => 1)]);
  const total = tf.sum(tf.mul(each, broad));
  if (all.rank === 1) return { loss: tf.div(total, each.size) };
  const count = tf.sum(all);
  return { loss: tf.divNoNan(total, count), count };
}

/** Class numbers, of one-hot rows as well; of one output per example yes is 1 and no is 0. */
function classesOf(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor {
  const numbers = outputs.shape.at(-1) === 1 && targets.rank === outputs.rank
    ? tf.squeeze(targets, [-1])
    : targets;
  if (numbers.rank === outputs.rank) return tf.argMax(numbers, -1);
  return tf.cast(tf.round(tf.cast(numbers, "float32")), "int32");
}

/** The loss of each example: losses of `nn` reduce nothing when they are told so. */
function perExample(loss: BatchMeasure): BatchMeasure {
  if (loss === sparseCategoricalCrossentropy) {
    return (targets, outputs) => sparseSoftmaxCrossEntropy(targets, outputs, { reduction: "none" });
  }
  // The third argument of tfjs's losses is another one; as wrapped functions they have no length.
  if (loss.length !== 2) return loss;
  return (targets, outputs) => (loss as OptionalLoss)(targets, outputs, { reduction: "none" });
}

type OptionalLoss = (
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: { readonly reduction: "none" },
) => tf.Tensor;

/** The loss with a share of each target given to all classes (https://arxiv.org/abs/1512.00567). */
function smoothed(loss: BatchMeasure, share: number): BatchMeasure {
  const single = perExample(loss);
  return (targets, outputs) => {
    if (targets.rank === outputs.rank) {
      // One output tells two classes.
      const classes = Math.max(2, targets.shape.at(-1)!);
      return single(tf.add(tf.mul(targets, 1 - share), share / classes), outputs);
    }
    if (loss !== sparseCategoricalCrossentropy) {
      throw new TypeError(
        "Cannot smooth labels: with class numbers the loss must be the default, " +
          "sparseCategoricalCrossentropy; make one-hot targets for others",
      );
    }
    const even = tf.neg(tf.mean(tf.logSoftmax(outputs), -1));
    return tf.add(tf.mul(single(targets, outputs), 1 - share), tf.mul(even, share));
  };
}
