/**
 * The share of right answers.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../core/require_options.ts";
import * as tf from "../engine/tf.ts";
import { refusePair, sameButOnes } from "./streaming/read_outputs.ts";
import { type Labels, readLabels, requireSameLength } from "./values.ts";

/**
 * The share of examples whose highest score is that of their class, or of labels that are equal.
 *
 * @param targets Class numbers, int32 `[batch, …]`, or a list of labels.
 * @param outputs Scores per class, logits or probabilities, `[batch, …, classes]`, or a list of labels.
 * @returns A float32 scalar from 0 to 1, as a compiled step needs it; of lists a number.
 * @throws {TypeError} When the shapes or dtypes are others.
 * @throws {RangeError} When lists are empty.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const scores = tf.tensor2d([[0.9, 0.1], [0.8, 0.2]]);
 * assertEquals(metrics.accuracy(tf.tensor1d([0, 1], "int32"), scores).dataSync()[0], 0.5);
 * assertEquals(metrics.accuracy(["cat", "dog"], ["cat", "cat"]), 0.5);
 * ```
 */
export function accuracy(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar;
/** The share of labels that are equal, of lists. */
export function accuracy(
  targets: Exclude<Labels, tf.Tensor>,
  outputs: Exclude<Labels, tf.Tensor>,
): number;
/** The share of right answers, of either. */
export function accuracy(targets: Labels, outputs: Labels): tf.Scalar | number {
  if (targets instanceof tf.Tensor && outputs instanceof tf.Tensor) {
    const outer = outputs.shape.slice(0, -1);
    if (
      targets.dtype !== "int32" || outputs.rank < 2 || !tf.util.arraysEqual(targets.shape, outer)
    ) {
      const how = "targets must be class numbers, int32 [batch], and outputs [batch, classes]";
      refusePair("the accuracy", targets, outputs, `${how}${otherThan(targets, outputs)}`);
    }
    return shareOf(() => tf.equal(tf.argMax(outputs, -1), targets));
  }
  const what = "the accuracy";
  const t = readLabels(what, "targets", targets);
  const p = readLabels(what, "predictions", outputs);
  requireSameLength(what, t.length, p.length);
  return t.filter((target, i) => target === p[i]).length / t.length;
}

/** The accuracy that suits such shapes, for a sentence. */
function otherThan(targets: tf.Tensor, outputs: tf.Tensor): string {
  if (!sameButOnes(targets, outputs)) return "";
  return outputs.rank < 2 || outputs.shape.at(-1) === 1
    ? " (of one score per example there is binaryAccuracy)"
    : " (of one-hot targets there is categoricalAccuracy)";
}

function shareOf(right: () => tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.cast(right(), "float32")) as tf.Scalar);
}

/**
 * The share of yes-or-no answers that are right, with yes above 0.5: Keras' `BinaryAccuracy`.
 *
 * @param targets 0 or 1, `[batch, …]`.
 * @param outputs Probabilities of the same shape, or with a last axis of 1.
 * @returns A float32 scalar from 0 to 1.
 * @throws {TypeError} When the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const share = metrics.binaryAccuracy(tf.tensor1d([0, 1]), tf.tensor2d([[0.4], [0.2]]));
 * assertEquals(share.dataSync()[0], 0.5);
 * ```
 */
export function binaryAccuracy(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  if (!sameButOnes(targets, outputs)) {
    refusePair("the binary accuracy", targets, outputs, "targets must be in the outputs' shape");
  }
  return shareOf(() => {
    const answers = tf.cast(tf.greater(outputs, 0.5), "int32");
    return tf.equal(tf.reshape(tf.cast(targets, "int32"), answers.shape), answers);
  });
}

/**
 * The share of rows whose highest score is where the target's is: Keras' `CategoricalAccuracy`.
 *
 * @param targets One-hot rows, `[batch, …, classes]`.
 * @param outputs Scores of the same shape.
 * @returns A float32 scalar from 0 to 1.
 * @throws {TypeError} When the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const targets = tf.tensor2d([[1, 0], [0, 1]]);
 * assertEquals(metrics.categoricalAccuracy(targets, tf.tensor2d([[2, 1], [2, 1]])).dataSync()[0], 0.5);
 * ```
 */
export function categoricalAccuracy(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  if (outputs.rank < 2 || !tf.util.arraysEqual(targets.shape, outputs.shape)) {
    refusePair("the categorical accuracy", targets, outputs, "both must be [batch, classes]");
  }
  return shareOf(() => tf.equal(tf.argMax(outputs, -1), tf.argMax(targets, -1)));
}

/** Options of {@linkcode topKAccuracy}. */
export interface TopKAccuracyOptions {
  /** Among how many of the highest scores the class may be; 5 unless told. */
  readonly k?: number;
}

const TOP_K_ACCURACY_OPTIONS: OptionNames<TopKAccuracyOptions> = { k: true };

/**
 * The share of examples whose class is among the k highest scores: Keras' `SparseTopKCategoricalAccuracy`.
 * A class counts if fewer than k scores are higher, so it does on a tie.
 *
 * @param targets Class numbers, int32 `[batch, …]`, or one-hot rows.
 * @param outputs Scores per class, `[batch, …, classes]`.
 * @param options How many.
 * @returns A float32 scalar from 0 to 1.
 * @throws {TypeError} When the shapes do not fit.
 * @throws {RangeError} When k is no whole number from 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const [targets, scores] = [tf.tensor1d([1, 2], "int32"), tf.tensor2d([[3, 2, 1], [3, 2, 1]])];
 * assertEquals(metrics.topKAccuracy(targets, scores, { k: 2 }).dataSync()[0], 0.5);
 * ```
 */
export function topKAccuracy(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: TopKAccuracyOptions = {},
): tf.Scalar {
  requireOptions("Cannot compute the top-k accuracy", options, TOP_K_ACCURACY_OPTIONS);
  const { k = 5 } = options;
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(`Cannot compute the top-k accuracy: k must be from 1, not ${k}`);
  }
  const sparse = tf.util.arraysEqual(targets.shape, outputs.shape.slice(0, -1));
  if (outputs.rank < 2 || !(sparse || tf.util.arraysEqual(targets.shape, outputs.shape))) {
    const how = "targets must be class numbers [batch] and outputs [batch, classes]";
    refusePair("the top-k accuracy", targets, outputs, how);
  }
  return shareOf(() => {
    const classes = outputs.shape.at(-1)!;
    const numbers = sparse ? tf.cast(targets, "int32") : tf.argMax(targets, -1);
    const hot = tf.cast(tf.oneHot(numbers as tf.Tensor1D, classes), "bool");
    const scores = tf.where(hot, outputs, tf.zeros(outputs.shape));
    // NaN where there is no such class: what cannot be compared counts as higher.
    const there = tf.sum(tf.cast(hot, "float32"), -1, true);
    const own = tf.div(tf.sum(scores, -1, true), there);
    const below = tf.lessEqual(outputs, own);
    const higher = tf.sum(tf.cast(tf.logicalNot(below), "int32"), -1);
    return tf.less(higher, Math.min(k, classes));
  });
}
