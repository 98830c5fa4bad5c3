/**
 * How far answered numbers are from true ones.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import {
  readValues,
  readVector,
  readWeights,
  requireNumbers,
  requireSameLength,
  type Values,
} from "../values.ts";
import { concordanceOf, type Moments, momentsOf, pearsonOf, r2Of } from "./moments.ts";

/** Options of regression metrics. */
export interface RegressionOptions {
  /** How much each example counts; all 1 unless told. */
  readonly sampleWeights?: Values;
}

const REGRESSION_OPTIONS: OptionNames<RegressionOptions> = { sampleWeights: true };

function readPair(
  what: string,
  targets: Values,
  predictions: Values,
  options: RegressionOptions,
) {
  requireOptions(`Cannot compute ${what}`, options, REGRESSION_OPTIONS);
  const t = readVector(what, "targets", targets);
  const p = readVector(what, "predictions", predictions);
  requireSameLength(what, t.length, p.length);
  return { t, p, weights: readWeights(what, options.sampleWeights, t.length) };
}

function meanOf(
  what: string,
  given: readonly [Values, Values],
  options: RegressionOptions,
  each: (target: number, prediction: number) => number,
): number {
  const { t, p, weights } = readPair(what, ...given, options);
  let [sum, total] = [0, 0];
  t.forEach((target, i) => {
    const weight = weights?.[i] ?? 1;
    sum += weight * each(target, p[i]!);
    total += weight;
  });
  return sum / total;
}

function moments(
  what: string,
  given: readonly [Values, Values],
  options: RegressionOptions,
): Moments {
  const { t, p, weights } = readPair(what, ...given, options);
  return momentsOf(t, p, weights);
}

/**
 * Mean of the squares of the errors, in float64: scikit-learn's `mean_squared_error`. In a compiled step
 * there is `nn.meanSquaredError`.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @param options Weights.
 * @returns 0 or more, in the square of the targets' unit.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.meanSquaredError([1, 2], [1, 4]), 2);
 * ```
 */
export function meanSquaredError(
  targets: Values,
  predictions: Values,
  options: RegressionOptions = {},
): number {
  return meanOf("the mean squared error", [targets, predictions], options, (t, p) => (t - p) ** 2);
}

/**
 * Root of the mean of the squares of the errors: scikit-learn's `root_mean_squared_error`.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @param options Weights.
 * @returns 0 or more, in the targets' unit.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.rootMeanSquaredError([0, 0], [3, -3]), 3);
 * ```
 */
export function rootMeanSquaredError(
  targets: Values,
  predictions: Values,
  options: RegressionOptions = {},
): number {
  return Math.sqrt(meanSquaredError(targets, predictions, options));
}

/**
 * Mean of the sizes of the errors: scikit-learn's `mean_absolute_error`.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @param options Weights.
 * @returns 0 or more, in the targets' unit.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.meanAbsoluteError([1, 2], [1, 4]), 1);
 * ```
 */
export function meanAbsoluteError(
  targets: Values,
  predictions: Values,
  options: RegressionOptions = {},
): number {
  const each = (t: number, p: number) => Math.abs(t - p);
  return meanOf("the mean absolute error", [targets, predictions], options, each);
}

/**
 * Mean of the errors as shares of the targets: scikit-learn's `mean_absolute_percentage_error`, where 1 is
 * 100 % (Keras' is 100), and targets of 0 count as 2^-52.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @param options Weights.
 * @returns 0 or more; huge where a target is 0.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.meanAbsolutePercentageError([4, 2], [5, 2]), 0.125);
 * ```
 */
export function meanAbsolutePercentageError(
  targets: Values,
  predictions: Values,
  options: RegressionOptions = {},
): number {
  const each = (t: number, p: number) => Math.abs(t - p) / Math.max(Math.abs(t), Number.EPSILON);
  return meanOf("the mean absolute percentage error", [targets, predictions], options, each);
}

/**
 * The error that half of the examples stay below: scikit-learn's `median_absolute_error`. Single outliers
 * do not move it.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @returns 0 or more, in the targets' unit.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.medianAbsoluteError([1, 2, 3], [1, 4, 300]), 2);
 * ```
 */
export function medianAbsoluteError(targets: Values, predictions: Values): number {
  const { t, p } = readPair("the median absolute error", targets, predictions, {});
  const errors = t.map((target, i) => Math.abs(target - p[i]!)).sort();
  const middle = Math.floor(errors.length / 2);
  return errors.length % 2 === 1 ? errors[middle]! : (errors[middle - 1]! + errors[middle]!) / 2;
}

/**
 * Coefficient of determination: the share of the targets' spread that is explained, scikit-learn's
 * `r2_score`.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @param options Weights.
 * @returns 1 for no error, 0 for what the mean of the targets would give, below 0 for worse; of targets
 *   that are all the same 1 without error, else 0.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are fewer than 2 examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.r2Score([1, 2, 3], [1, 2, 2]), 0.5);
 * ```
 */
export function r2Score(
  targets: Values,
  predictions: Values,
  options: RegressionOptions = {},
): number {
  const what = "R²";
  const { t, p, weights } = readPair(what, targets, predictions, options);
  requireTwo(what, t.length);
  return r2Of(momentsOf(t, p, weights));
}

function requireTwo(what: string, count: number): void {
  if (count >= 2) return;
  throw new RangeError(`Cannot compute ${what}: one example has no spread, give 2 or more`);
}

/**
 * Pearson's correlation of targets and predictions, as `scipy.stats.pearsonr`.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @param options Weights.
 * @returns From -1 to 1; NaN where one of both is constant.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertAlmostEquals(metrics.pearsonCorrelation([1, 2, 3], [10, 20, 30]), 1);
 * ```
 */
export function pearsonCorrelation(
  targets: Values,
  predictions: Values,
  options: RegressionOptions = {},
): number {
  return pearsonOf(moments("the correlation", [targets, predictions], options));
}

/**
 * Lin's concordance: correlation that other means and spreads make smaller. Keras'
 * `ConcordanceCorrelation`, with the spreads of the examples themselves.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @param options Weights.
 * @returns From -1 to 1; NaN where both are one constant.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assert(metrics.concordanceCorrelation([1, 2, 3], [10, 20, 30]) < 0.1);
 * ```
 */
export function concordanceCorrelation(
  targets: Values,
  predictions: Values,
  options: RegressionOptions = {},
): number {
  return concordanceOf(moments("the concordance", [targets, predictions], options));
}

/**
 * Mean cosine between rows of targets and of predictions: 1 for one direction.
 *
 * @param targets Vectors, `[examples, size]`.
 * @param predictions Vectors of the same shape.
 * @returns From -1 to 1; a vector of zeros has 0 with all.
 * @throws {TypeError} When shapes differ, or a number is NaN.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.cosineSimilarity([[1, 0], [0, 2]], [[3, 0], [1, 0]]), 0.5);
 * ```
 */
export function cosineSimilarity(targets: Values, predictions: Values): number {
  const what = "the cosine similarity";
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
  const width = t.shape.length > 1 ? t.shape.at(-1)! : t.data.length;
  let sum = 0;
  for (let at = 0; at < t.data.length; at += width) {
    let [product, one, other] = [0, 0, 0];
    for (let i = at; i < at + width; i++) {
      product += t.data[i]! * p.data[i]!;
      one += t.data[i]! ** 2;
      other += p.data[i]! ** 2;
    }
    if (one > 0 && other > 0) sum += product / Math.sqrt(one * other);
  }
  return sum * width / t.data.length;
}
