/**
 * How far true and answered classes agree, over all classes at once.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { type Labels, readValues, requireNumbers, type Values } from "../values.ts";
import { requireSameLength } from "../values.ts";
import { averaged } from "./averages.ts";
import {
  balancedAccuracyOf,
  jaccardOfCounts,
  kappaOf,
  type KappaWeights,
  matthewsOf,
} from "./scores.ts";
import { classTable, countsOf, TABLE_OPTIONS, type TableOptions } from "./table.ts";

/** Options of {@linkcode balancedAccuracy}. */
export interface BalancedAccuracyOptions extends TableOptions {
  /** Whether chance is 0 instead of 1 / classes; false unless told. */
  readonly adjusted?: boolean;
}

const BALANCED_ACCURACY_OPTIONS: OptionNames<BalancedAccuracyOptions> = {
  ...TABLE_OPTIONS,
  adjusted: true,
};

/** Options of {@linkcode cohenKappa}. */
export interface CohenKappaOptions extends TableOptions {
  /** How much a disagreement weighs; `"none"`, each the same, unless told. */
  readonly weights?: KappaWeights;
}

const COHEN_KAPPA_OPTIONS: OptionNames<CohenKappaOptions> = { ...TABLE_OPTIONS, weights: true };

/**
 * The mean of the recalls of the classes, so that rare ones count as much: scikit-learn's
 * `balanced_accuracy_score`. Classes without examples do not count.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Adjustment for chance, weights.
 * @returns A number from 0 to 1.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.balancedAccuracy([0, 0, 0, 1], [0, 0, 0, 0]), 0.5);
 * ```
 */
export function balancedAccuracy(
  targets: Labels,
  predictions: Labels,
  options: BalancedAccuracyOptions = {},
): number {
  requireOptions("Cannot compute balanced accuracy", options, BALANCED_ACCURACY_OPTIONS);
  const table = classTable("balanced accuracy", [targets, predictions], options);
  return balancedAccuracyOf(table, options.adjusted);
}

/**
 * The correlation coefficient of Matthews between true and answered classes, for two or more:
 * scikit-learn's `matthews_corrcoef`.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Weights.
 * @returns From -1 to 1; 0 for chance, and where all labels or all answers are the same.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertAlmostEquals(metrics.matthewsCorrelation([1, 1, 1, 0], [1, 0, 1, 0]), 1 / Math.sqrt(3));
 * ```
 */
export function matthewsCorrelation(
  targets: Labels,
  predictions: Labels,
  options: TableOptions = {},
): number {
  requireOptions("Cannot compute the Matthews correlation", options, TABLE_OPTIONS);
  return matthewsOf(classTable("the Matthews correlation", [targets, predictions], options));
}

/**
 * Cohen's kappa: agreement beyond what chance gives, scikit-learn's `cohen_kappa_score`.
 *
 * @param targets Labels of one judge, one per example.
 * @param predictions Labels of the other.
 * @param options How much disagreements weigh, weights of examples.
 * @returns 1 for agreement, 0 for chance; NaN where both always say the same one label.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.cohenKappa([0, 0, 1, 1], [0, 1, 1, 1]), 0.5);
 * ```
 */
export function cohenKappa(
  targets: Labels,
  predictions: Labels,
  options: CohenKappaOptions = {},
): number {
  requireOptions("Cannot compute Cohen's kappa", options, COHEN_KAPPA_OPTIONS);
  return kappaOf(classTable("Cohen's kappa", [targets, predictions], options), options.weights);
}

/**
 * Mean intersection over union of the classes that are there, in true or answered labels: what Keras'
 * `MeanIoU` gives, for labels of pixels of any shape.
 *
 * @param targets True classes.
 * @param predictions Answered classes, as many.
 * @param options Weights.
 * @returns A number from 0 to 1.
 * @throws {TypeError} When there are not as many of both.
 * @throws {RangeError} When there are none.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertAlmostEquals(metrics.meanIoU([[0, 0], [1, 1]], [[0, 1], [0, 1]]), 1 / 3);
 * ```
 */
export function meanIoU(targets: Values, predictions: Values, options: TableOptions = {}): number {
  const what = "the mean IoU";
  requireOptions(`Cannot compute ${what}`, options, TABLE_OPTIONS);
  const read = (name: string, values: Values) =>
    requireNumbers(what, name, readValues(what, name, values).data);
  const pair = [read("targets", targets), read("predictions", predictions)] as const;
  const counts = countsOf(classTable(what, pair, options));
  return averaged(counts, jaccardOfCounts, { average: "macro", zeroDivision: NaN }) as number;
}

/**
 * The share of labels that are wrong: scikit-learn's `hamming_loss`. Of rows, each of which says yes or no
 * to several labels, each label counts.
 *
 * @param targets True labels `[examples]`, or 0 and 1 `[examples, labels]`.
 * @param predictions Answered labels of the same shape.
 * @returns A number from 0 to 1.
 * @throws {TypeError} When shapes differ.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.hammingLoss([[0, 1], [1, 1]], [[0, 1], [1, 0]]), 0.25);
 * ```
 */
export function hammingLoss(targets: Values, predictions: Values): number {
  const what = "the Hamming loss";
  const t = readValues(what, "targets", targets);
  const p = readValues(what, "predictions", predictions);
  if (String(t.shape) !== String(p.shape)) {
    throw new TypeError(
      `Cannot compute ${what}: targets and predictions must have one shape, and they are ` +
        `[${t.shape.join(", ")}] and [${p.shape.join(", ")}]`,
    );
  }
  requireSameLength(what, t.data.length, p.data.length);
  requireNumbers(what, "targets", t.data);
  requireNumbers(what, "predictions", p.data);
  return t.data.filter((target, i) => target !== p.data[i]).length / t.data.length;
}
