/**
 * Whether one model is really better than another.
 *
 * @module
 */
import { requireOptions } from "../../core/require_options.ts";
import { type ClassLabel, type Labels, readLabels, requireSameLength } from "../values.ts";
import {
  bootstrap,
  type BootstrapOptions,
  type Column,
  type ConfidenceInterval,
} from "./bootstrap.ts";
import { erfc } from "./normal.ts";

/** The answers of two models to the same examples. */
export interface TwoModels<T = Labels> {
  /** True labels. */
  readonly targets: T;
  /** What the first model answered. */
  readonly first: T;
  /** What the second answered. */
  readonly second: T;
}

/** What {@linkcode mcNemar} returns. */
export interface McNemarResult {
  /** Examples that only the first model got right. */
  readonly firstOnly: number;
  /** Examples that only the second got right. */
  readonly secondOnly: number;
  /** The smaller of both, or with `exact: false` the chi-square. */
  readonly statistic: number;
  /** How likely such a difference is if both are equally good. */
  readonly pValue: number;
}

/**
 * McNemar's test of two models on the same examples, by those that only one got right: exact by the binomial
 * distribution unless told, as statsmodels' `mcnemar`.
 *
 * @param models True labels and both models' answers.
 * @param options `exact: false` for the chi-square with correction for continuity, for many examples.
 * @returns Counts and the p value; 1 where both are right about the same examples.
 * @throws {TypeError} When the lists differ in length, or are scores.
 * @throws {RangeError} When there are no examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const targets = [1, 1, 1, 1, 1, 1];
 * const models = { targets, first: targets, second: [0, 0, 0, 0, 0, 1] };
 * assertEquals(metrics.mcNemar(models).pValue, 2 / 2 ** 5);
 * ```
 */
export function mcNemar(
  models: TwoModels,
  options: { readonly exact?: boolean } = {},
): McNemarResult {
  const what = "McNemar's test";
  requireOptions(`Cannot compute ${what}`, options, { exact: true });
  const targets = readLabels(what, "targets", models.targets);
  const first = readLabels(what, "first", models.first);
  const second = readLabels(what, "second", models.second);
  requireSameLength(what, targets.length, first.length);
  requireSameLength(what, targets.length, second.length);
  let [firstOnly, secondOnly] = [0, 0];
  targets.forEach((target, i) => {
    if (first[i] === target && second[i] !== target) firstOnly++;
    if (first[i] !== target && second[i] === target) secondOnly++;
  });
  const apart = firstOnly + secondOnly;
  const least = Math.min(firstOnly, secondOnly);
  if (options.exact ?? true) {
    return {
      firstOnly,
      secondOnly,
      statistic: least,
      pValue: Math.min(1, 2 * atMost(least, apart)),
    };
  }
  const statistic = apart === 0
    ? 0
    : Math.max(0, Math.abs(firstOnly - secondOnly) - 1) ** 2 / apart;
  return { firstOnly, secondOnly, statistic, pValue: erfc(Math.sqrt(statistic / 2)) };
}

/** How likely at most so many heads are among some coins. */
function atMost(heads: number, coins: number): number {
  let [logWays, sum] = [0, 0];
  for (let k = 0; k <= heads; k++) {
    if (k > 0) logWays += Math.log((coins - k + 1) / k);
    sum += Math.exp(logWays - coins * Math.LN2);
  }
  return sum;
}

/** What {@linkcode pairedBootstrap} returns. */
export interface PairedBootstrapResult {
  /** How much more the first model's number is. */
  readonly difference: ConfidenceInterval;
  /** Share of the draws in which the first is not better, doubled for both sides. */
  readonly pValue: number;
}

/**
 * The difference of a metric between two models on the same examples, with its confidence interval: each
 * draw takes the same examples for both.
 *
 * @param models Targets and both models' answers.
 * @param options The metric, of targets and answers, and those of {@linkcode bootstrap}.
 * @returns The difference with its interval, and how likely none is.
 * @throws {TypeError} When the lists differ in length.
 * @throws {RangeError} When there are fewer than 2 examples, or an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const targets = [1, 0, 1, 1, 0, 1, 0, 1];
 * const models = { targets, first: targets, second: [1, 0, 0, 0, 0, 1, 1, 1] };
 * const { difference } = metrics.pairedBootstrap(models, {
 *   statistic: metrics.matthewsCorrelation,
 *   resamples: 200,
 *   method: "percentile",
 * });
 * assertEquals(difference.value > 0, true);
 * ```
 */
export function pairedBootstrap<T extends ClassLabel>(
  models: TwoModels<Column<T>>,
  options: BootstrapOptions & {
    readonly statistic: (targets: T[], predictions: T[]) => number;
  },
): PairedBootstrapResult {
  const { statistic, ...how } = options;
  const difference = bootstrap<T>(
    [models.targets, models.first, models.second],
    (targets, first, second) => statistic(targets!, first!) - statistic(targets!, second!),
    how,
  );
  const { distribution: { length }, distribution } = difference;
  const share = (is: (value: number) => boolean) => distribution.filter(is).length / length;
  const tail = Math.min(share((value) => value <= 0), share((value) => value >= 0));
  return { difference, pValue: Math.min(1, 2 * tail) };
}
