/**
 * Whether probabilities mean what they say.
 *
 * @module
 */
import type { CalibrationPoints } from "../../core/evaluation.ts";
import { quantile } from "../../core/quantile.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { binaryLabels, type ScoreOptions } from "../curves/binary_scores.ts";
import {
  type Labels,
  readLabels,
  readValues,
  readVector,
  requireNumbers,
  requireSameLength,
  type Values,
} from "../values.ts";
import { decimals, ShownResult } from "./shown.ts";

/** Options of {@linkcode calibrationCurve}. */
export interface CalibrationCurveOptions extends Pick<ScoreOptions, "posLabel"> {
  /** How many bins; 5 unless told. */
  readonly bins?: number;
  /** Bins of equal width (`"uniform"`, unless told), or of as many examples each (`"quantile"`). */
  readonly strategy?: "uniform" | "quantile";
}

const CALIBRATION_CURVE_OPTIONS: OptionNames<CalibrationCurveOptions> = {
  posLabel: true,
  bins: true,
  strategy: true,
};

/** Options of {@linkcode calibrationError}. */
export interface CalibrationErrorOptions {
  /** How many bins of equal width; 15 unless told. */
  readonly bins?: number;
  /** The mean distance (`"l1"`, unless told), its root mean square (`"l2"`), or the largest. */
  readonly norm?: "l1" | "l2" | "max";
}

const CALIBRATION_ERROR_OPTIONS: OptionNames<CalibrationErrorOptions> = { bins: true, norm: true };

/** What {@linkcode calibrationCurve} returns. */
export class CalibrationCurve extends ShownResult implements CalibrationPoints {
  readonly kind = "calibrationCurve";

  /** Takes the points of the bins that have examples. */
  constructor(
    readonly predicted: Float64Array,
    readonly observed: Float64Array,
    readonly counts: Float64Array,
  ) {
    super();
  }

  /** The bins as lines. */
  toString(): string {
    return ["predicted  observed  examples"].concat(
      Array.from(this.counts, (count, i) =>
        [
          decimals(this.predicted[i]!).padStart(9),
          decimals(this.observed[i]!).padStart(8),
          String(count).padStart(8),
        ].join("  ")),
    ).join("\n");
  }
}

function requireBins(what: string, bins: number): void {
  if (Number.isInteger(bins) && bins >= 1) return;
  throw new RangeError(`Cannot compute ${what}: bins must be a whole number from 1, not ${bins}`);
}

function requireProbabilities(what: string, values: Float64Array): Float64Array {
  requireNumbers(what, "probabilities", values);
  const index = values.findIndex((value) => value < 0 || value > 1);
  if (index === -1) return values;
  throw new RangeError(
    `Cannot compute ${what}: probabilities must be from 0 to 1, the one at ${index} is ` +
      `${values[index]}`,
  );
}

/**
 * How often what is foretold with a probability comes true, by bins of the probability: scikit-learn's
 * `calibration_curve`. Bins without examples are left out.
 *
 * @param targets Labels of two classes, one per example.
 * @param probabilities Of the class that high ones stand for.
 * @param options How many bins, of equal width or equal size.
 * @returns Mean probability and share that came true of each bin; it shows itself as a chart.
 * @throws {TypeError} When targets and probabilities do not fit, or one is NaN.
 * @throws {RangeError} When there are no examples, more than two classes, or no probabilities.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const curve = metrics.calibrationCurve([0, 1, 1, 1], [0.25, 0.25, 0.75, 0.75], { bins: 2 });
 * assertEquals([...curve.predicted], [0.25, 0.75]);
 * assertEquals([...curve.observed], [0.5, 1]);
 * ```
 */
export function calibrationCurve(
  targets: Labels,
  probabilities: Values,
  options: CalibrationCurveOptions = {},
): CalibrationCurve {
  const what = "the calibration curve";
  requireOptions(`Cannot draw ${what}`, options, CALIBRATION_CURVE_OPTIONS);
  const { bins = 5, strategy = "uniform" } = options;
  requireBins(what, bins);
  const labels = binaryLabels(what, targets, options);
  const p = requireProbabilities(what, readVector(what, "probabilities", probabilities));
  requireSameLength(what, labels.length, p.length);
  const sorted = p.toSorted();
  const edges = Array.from(
    { length: bins - 1 },
    (_, i) => strategy === "uniform" ? (i + 1) / bins : quantile(sorted, (i + 1) / bins),
  );
  const sums = new Float64Array(bins);
  const [hits, counts] = [new Float64Array(bins), new Float64Array(bins)];
  p.forEach((value, i) => {
    const bin = edges.filter((edge) => edge < value).length;
    sums[bin]! += value;
    hits[bin]! += labels[i]!;
    counts[bin]! += 1;
  });
  const means = (values: Float64Array) =>
    values.map((value, bin) => value / counts[bin]!).filter((_, bin) => counts[bin]! > 0);
  return new CalibrationCurve(means(sums), means(hits), counts.filter((count) => count > 0));
}

/**
 * How far confidence and accuracy differ, over bins of the confidence: torchmetrics' `CalibrationError`
 * (its binary kind takes the probability of class 1, its multiclass kind that of the highest score). As
 * there, a probability of exactly 1 is in a bin of its own.
 *
 * C. Guo et al., On Calibration of Modern Neural Networks, 2017, equation 3.
 *
 * @param targets Class numbers, one per example.
 * @param probabilities Of class 1, one per example, or of each class, `[examples, classes]`.
 * @param options How many bins, and the norm.
 * @returns From 0 to 1.
 * @throws {TypeError} When targets and probabilities do not fit, or one is NaN.
 * @throws {RangeError} When there are no examples, or no probabilities.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertAlmostEquals(metrics.calibrationError([1, 0, 1, 1], [0.9, 0.9, 0.9, 0.9]), 0.15);
 * ```
 */
export function calibrationError(
  targets: Labels,
  probabilities: Values,
  options: CalibrationErrorOptions = {},
): number {
  const what = "the calibration error";
  requireOptions(`Cannot compute ${what}`, options, CALIBRATION_ERROR_OPTIONS);
  const { bins = 15, norm = "l1" } = options;
  requireBins(what, bins);
  const labels = readLabels(what, "targets", targets).map(Number);
  const { data, shape } = readValues(what, "probabilities", probabilities);
  requireProbabilities(what, data);
  const width = shape[1] ?? 1;
  requireSameLength(what, labels.length, data.length / width);
  const sums = new Float64Array(bins + 1);
  const [hits, counts] = [new Float64Array(bins + 1), new Float64Array(bins + 1)];
  labels.forEach((label, i) => {
    let [confidence, right] = [data[i]!, Number(label === 1)];
    if (width > 1) {
      const row = data.subarray(i * width, (i + 1) * width);
      confidence = row.reduce((most, value) => Math.max(most, value), 0);
      right = Number(row.indexOf(confidence) === label);
    }
    const bin = Math.floor(confidence * bins);
    sums[bin]! += confidence;
    hits[bin]! += right;
    counts[bin]! += 1;
  });
  const gaps = Array.from(counts, (count, bin) => ({
    share: count / labels.length,
    gap: count === 0 ? 0 : Math.abs(hits[bin]! - sums[bin]!) / count,
  }));
  if (norm === "max") return Math.max(...gaps.map(({ gap }) => gap));
  const mean = (power: number) =>
    gaps.reduce((sum, { share, gap }) => sum + share * gap ** power, 0);
  return norm === "l1" ? mean(1) : Math.sqrt(mean(2));
}
