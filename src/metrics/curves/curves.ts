/**
 * Curves of scores, exact at every threshold.
 *
 * @module
 */
import type { DetPoints, PrPoints, RocPoints } from "../../core/evaluation.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { areaUnderRoc, averagePrecisionOf } from "../../core/threshold_counts.ts";
import { decimals, ShownResult } from "../evaluation/shown.ts";
import type { Labels, Values } from "../values.ts";
import { readCounts, SCORE_OPTIONS, type ScoreOptions } from "./binary_scores.ts";

/** Options of curves. */
export interface CurveOptions extends ScoreOptions {
  /** Whether points are left out that lie on a line between others. */
  readonly dropIntermediate?: boolean;
}

const CURVE_OPTIONS: OptionNames<CurveOptions> = { ...SCORE_OPTIONS, dropIntermediate: true };

/** What {@linkcode rocCurve} returns. */
export class RocCurve extends ShownResult implements RocPoints {
  readonly kind = "rocCurve";

  /** Takes the points. */
  constructor(
    readonly falsePositiveRate: Float64Array,
    readonly truePositiveRate: Float64Array,
    /** Scores from which on examples are taken, falling; the first is infinite. */
    readonly thresholds: Float64Array,
    readonly area: number,
  ) {
    super();
  }

  /** Area and number of points. */
  toString(): string {
    return `ROC curve of ${this.thresholds.length} points, area ${decimals(this.area)}`;
  }
}

/** What {@linkcode precisionRecallCurve} returns. */
export class PrecisionRecallCurve extends ShownResult implements PrPoints {
  readonly kind = "precisionRecallCurve";

  /** Takes the points. */
  constructor(
    readonly precision: Float64Array,
    readonly recall: Float64Array,
    /** Scores from which on examples are taken, rising; one less than points. */
    readonly thresholds: Float64Array,
    readonly averagePrecision: number,
  ) {
    super();
  }

  /** Average precision and number of points. */
  toString(): string {
    return `Precision-recall curve of ${this.recall.length} points, average precision ` +
      decimals(this.averagePrecision);
  }
}

/** What {@linkcode detCurve} returns. */
export class DetCurve extends ShownResult implements DetPoints {
  readonly kind = "detCurve";

  /** Takes the points. */
  constructor(
    readonly falsePositiveRate: Float64Array,
    readonly falseNegativeRate: Float64Array,
    /** Scores from which on examples are taken, rising. */
    readonly thresholds: Float64Array,
  ) {
    super();
  }

  /** Number of points. */
  toString(): string {
    return `Detection error tradeoff of ${this.thresholds.length} points`;
  }
}

interface Steps {
  readonly hits: readonly number[];
  readonly alarms: readonly number[];
  readonly thresholds: readonly number[];
}

function chosen({ hits, alarms, thresholds }: Steps, keep: (i: number) => boolean): Steps {
  const last = hits.length - 1;
  const kept = (_: number, i: number) => i === 0 || i === last || last < 2 || keep(i);
  return {
    hits: hits.filter(kept),
    alarms: alarms.filter(kept),
    thresholds: thresholds.filter(kept),
  };
}

/** Whether hits change beside a point: else it lies on a line of equal recall. */
function hitsChange({ hits }: Steps): (i: number) => boolean {
  return (i) => hits[i] !== hits[i - 1] || hits[i + 1] !== hits[i];
}

/**
 * Receiver operating characteristic: the share of the class that is found against the share of the others
 * that is taken for it. scikit-learn's `roc_curve`, point by point.
 *
 * @param targets Labels of two classes, one per example.
 * @param scores Higher where the model rather believes in the class.
 * @param options Which class, weights; points on straight lines are dropped unless told.
 * @returns The points, from threshold Infinity down, and the area; it shows itself as a chart.
 * @throws {TypeError} When targets and scores do not fit, a score is NaN, or one class is missing.
 * @throws {RangeError} When there are more than two classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const curve = metrics.rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * assertEquals([...curve.thresholds], [Infinity, 0.8, 0.4, 0.35, 0.1]);
 * assertEquals(curve.area, 0.75);
 * ```
 */
export function rocCurve(targets: Labels, scores: Values, options: CurveOptions = {}): RocCurve {
  requireOptions("Cannot draw a ROC curve", options, CURVE_OPTIONS);
  const counts = readCounts("a ROC curve", targets, scores, options);
  const { positives, negatives } = counts;
  const all = {
    hits: [...counts.hits],
    alarms: [...counts.alarms],
    thresholds: [...counts.thresholds],
  };
  // The second difference is 0 where three points lie on one line at even steps.
  const bends = (sums: readonly number[], i: number) =>
    sums[i + 1]! - sums[i]! !== sums[i]! - sums[i - 1]!;
  const { hits, alarms, thresholds } = options.dropIntermediate ?? true
    ? chosen(all, (i) => bends(all.alarms, i) || bends(all.hits, i))
    : all;
  return new RocCurve(
    Float64Array.from([0, ...alarms.map((count) => count / negatives)]),
    Float64Array.from([0, ...hits.map((count) => count / positives)]),
    Float64Array.from([Infinity, ...thresholds]),
    areaUnderRoc(counts),
  );
}

/**
 * Precision against recall at every threshold: scikit-learn's `precision_recall_curve`, point by point.
 *
 * @param targets Labels of two classes, one per example.
 * @param scores Higher where the model rather believes in the class.
 * @param options Which class, weights; no points are dropped unless told.
 * @returns The points, from the lowest threshold up to recall 0 at precision 1; it shows itself as a chart.
 * @throws {TypeError} When targets and scores do not fit, a score is NaN, or one class is missing.
 * @throws {RangeError} When there are more than two classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const curve = metrics.precisionRecallCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * assertEquals([...curve.precision], [0.5, 2 / 3, 0.5, 1, 1]);
 * assertEquals([...curve.recall], [1, 1, 0.5, 0.5, 0]);
 * ```
 */
export function precisionRecallCurve(
  targets: Labels,
  scores: Values,
  options: CurveOptions = {},
): PrecisionRecallCurve {
  requireOptions("Cannot draw a precision-recall curve", options, CURVE_OPTIONS);
  const counts = readCounts("a precision-recall curve", targets, scores, options);
  const all = {
    hits: [...counts.hits],
    alarms: [...counts.alarms],
    thresholds: [...counts.thresholds],
  };
  const { hits, alarms, thresholds } = options.dropIntermediate
    ? chosen(all, hitsChange(all))
    : all;
  // Weights of 0 can leave a threshold at which nothing is taken.
  const precision = hits.map((hit, i) => hit === 0 ? 0 : hit / (hit + alarms[i]!));
  return new PrecisionRecallCurve(
    Float64Array.from([...precision.toReversed(), 1]),
    Float64Array.from([...hits.map((hit) => hit / counts.positives).toReversed(), 0]),
    Float64Array.from(thresholds.toReversed()),
    averagePrecisionOf(counts),
  );
}

/**
 * Detection error tradeoff: the share of the class that is missed against the share of the others that is
 * taken for it. scikit-learn's `det_curve`, point by point.
 *
 * @param targets Labels of two classes, one per example.
 * @param scores Higher where the model rather believes in the class.
 * @param options Which class, weights; no points are dropped unless told.
 * @returns The points, from the lowest threshold at which nothing is missed; it shows itself as a chart.
 * @throws {TypeError} When targets and scores do not fit, a score is NaN, or one class is missing.
 * @throws {RangeError} When there are more than two classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const curve = metrics.detCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * assertEquals([...curve.falsePositiveRate], [0.5, 0.5, 0]);
 * assertEquals([...curve.falseNegativeRate], [0, 0.5, 0.5]);
 * ```
 */
export function detCurve(targets: Labels, scores: Values, options: CurveOptions = {}): DetCurve {
  requireOptions("Cannot draw a detection error tradeoff", options, CURVE_OPTIONS);
  const counts = readCounts("a detection error tradeoff", targets, scores, options);
  const all = {
    hits: [0, ...counts.hits],
    alarms: [0, ...counts.alarms],
    thresholds: [Infinity, ...counts.thresholds],
  };
  const { hits, alarms, thresholds } = options.dropIntermediate
    ? chosen(all, hitsChange(all))
    : all;
  // Where there is no false alarm yet only the last point counts, where nothing is missed the first.
  const first = alarms.lastIndexOf(alarms[0]!);
  const last = hits.indexOf(counts.positives) + 1;
  const part = (values: readonly number[]) =>
    Float64Array.from(values.slice(first, last).toReversed());
  return new DetCurve(
    part(alarms.map((count) => count / counts.negatives)),
    part(hits.map((hit) => (counts.positives - hit) / counts.positives)),
    part(thresholds),
  );
}

/**
 * Area under the ROC curve, exact: scikit-learn's `roc_auc_score` of two classes. It is the chance that an
 * example of the class gets a higher score than another. {@linkcode AUC} is Keras' approximation.
 *
 * @param targets Labels of two classes, one per example.
 * @param scores Higher where the model rather believes in the class.
 * @param options Which class, weights.
 * @returns From 0 to 1; 0.5 for chance.
 * @throws {TypeError} When targets and scores do not fit, a score is NaN, or one class is missing.
 * @throws {RangeError} When there are more than two classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.aucRoc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 0.75);
 * ```
 */
export function aucRoc(targets: Labels, scores: Values, options: ScoreOptions = {}): number {
  requireOptions("Cannot compute the area under the ROC curve", options, SCORE_OPTIONS);
  return areaUnderRoc(readCounts("the area under the ROC curve", targets, scores, options));
}

/**
 * Mean of the precision at each found example of the class, the area under the precision-recall curve
 * without interpolation: scikit-learn's `average_precision_score`.
 *
 * @param targets Labels of two classes, one per example.
 * @param scores Higher where the model rather believes in the class.
 * @param options Which class, weights.
 * @returns From 0 to 1.
 * @throws {TypeError} When targets and scores do not fit, a score is NaN, or one class is missing.
 * @throws {RangeError} When there are more than two classes.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertAlmostEquals(metrics.averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 5 / 6);
 * ```
 */
export function averagePrecision(
  targets: Labels,
  scores: Values,
  options: ScoreOptions = {},
): number {
  requireOptions("Cannot compute the average precision", options, SCORE_OPTIONS);
  return averagePrecisionOf(readCounts("the average precision", targets, scores, options));
}
