/**
 * Precision, recall and what is made of them.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { Labels } from "../values.ts";
import {
  type Average,
  type Averaged,
  averaged,
  type AverageOptions,
  chosenCounts,
  type Score,
} from "./averages.ts";
import {
  fBetaOf,
  jaccardOfCounts,
  precisionScore,
  recallScore,
  specificityScore,
} from "./scores.ts";
import { classTable, type TableOptions } from "./table.ts";

/** Options of metrics of classes. */
export interface ClassMetricOptions<A extends Average = Average>
  extends AverageOptions<A>, TableOptions {}

/** Options of {@linkcode fBetaScore}. */
export interface FBetaOptions<A extends Average = Average> extends ClassMetricOptions<A> {
  /** How many times as much recall counts as precision. */
  readonly beta: number;
}

const CLASS_METRIC_OPTIONS: OptionNames<ClassMetricOptions & Partial<FBetaOptions>> = {
  average: true,
  posLabel: true,
  labels: true,
  zeroDivision: true,
  sampleWeights: true,
  beta: true,
};

function computed<A extends Average>(
  what: string,
  given: readonly [Labels, Labels],
  options: ClassMetricOptions<A>,
  score: Score,
): Averaged<A> {
  requireOptions(`Cannot compute ${what}`, options, CLASS_METRIC_OPTIONS);
  const table = classTable(what, given, options);
  return averaged(chosenCounts(what, table, options), score, options) as Averaged<A>;
}

/**
 * The share of what was taken for a class that is of it: scikit-learn's `precision_score`.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Average over classes, which of them, 0/0 and weights.
 * @returns A number from 0 to 1; with `average: "none"` one per class.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or the average is `"binary"` and the classes are more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.precision([0, 1, 1, 0], [1, 1, 1, 0]), 2 / 3);
 * const each = metrics.precision(["cat", "dog"], ["cat", "cat"], { average: "none" });
 * assertEquals(each, [0.5, 0]);
 * ```
 */
export function precision<A extends Average = "binary">(
  targets: Labels,
  predictions: Labels,
  options: ClassMetricOptions<A> = {},
): Averaged<A> {
  return computed("precision", [targets, predictions], options, precisionScore);
}

/**
 * The share of a class that was found: scikit-learn's `recall_score`.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Average over classes, which of them, 0/0 and weights.
 * @returns A number from 0 to 1; with `average: "none"` one per class.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or the average is `"binary"` and the classes are more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.recall([0, 1, 1, 1], [1, 1, 1, 0]), 2 / 3);
 * assertEquals(metrics.recall([0, 1, 2], [0, 2, 2], { average: "macro" }), 2 / 3);
 * ```
 */
export function recall<A extends Average = "binary">(
  targets: Labels,
  predictions: Labels,
  options: ClassMetricOptions<A> = {},
): Averaged<A> {
  return computed("recall", [targets, predictions], options, recallScore);
}

/**
 * The harmonic mean of precision and recall in which recall counts `beta` times as much: scikit-learn's
 * `fbeta_score`.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Beta, average over classes, which of them, 0/0 and weights.
 * @returns A number from 0 to 1; with `average: "none"` one per class.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or the average is `"binary"` and the classes are more.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertAlmostEquals(metrics.fBetaScore([1, 1, 0], [1, 0, 0], { beta: 2 }), 5 / 9);
 * ```
 */
export function fBetaScore<A extends Average = "binary">(
  targets: Labels,
  predictions: Labels,
  options: FBetaOptions<A>,
): Averaged<A> {
  return computed("the F score", [targets, predictions], options, fBetaOf(options.beta));
}

/**
 * The harmonic mean of precision and recall: scikit-learn's `f1_score`.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Average over classes, which of them, 0/0 and weights.
 * @returns A number from 0 to 1; with `average: "none"` one per class.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or the average is `"binary"` and the classes are more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.f1Score([1, 1, 0], [1, 0, 0]), 2 / 3);
 * ```
 */
export function f1Score<A extends Average = "binary">(
  targets: Labels,
  predictions: Labels,
  options: ClassMetricOptions<A> = {},
): Averaged<A> {
  return computed("the F score", [targets, predictions], options, fBetaOf(1));
}

/**
 * The share of what is not of a class that was not taken for it: torchmetrics' `Specificity`, with
 * scikit-learn's averages.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Average over classes, which of them, 0/0 and weights.
 * @returns A number from 0 to 1; with `average: "none"` one per class.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or the average is `"binary"` and the classes are more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.specificity([0, 0, 0, 1], [0, 0, 1, 1]), 2 / 3);
 * ```
 */
export function specificity<A extends Average = "binary">(
  targets: Labels,
  predictions: Labels,
  options: ClassMetricOptions<A> = {},
): Averaged<A> {
  return computed("specificity", [targets, predictions], options, specificityScore);
}

/**
 * Intersection over union of what is of a class and what was taken for it: scikit-learn's
 * `jaccard_score`; its macro average over the pixels of masks is the mean IoU.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Average over classes, which of them, 0/0 and weights.
 * @returns A number from 0 to 1; with `average: "none"` one per class.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or the average is `"binary"` and the classes are more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.jaccardScore([0, 1, 1], [1, 1, 0]), 1 / 3);
 * ```
 */
export function jaccardScore<A extends Average = "binary">(
  targets: Labels,
  predictions: Labels,
  options: ClassMetricOptions<A> = {},
): Averaged<A> {
  return computed("the Jaccard score", [targets, predictions], options, jaccardOfCounts);
}
