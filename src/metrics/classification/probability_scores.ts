/**
 * How good probabilities are.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { binaryLabels, SCORE_OPTIONS, type ScoreOptions } from "../curves/binary_scores.ts";
import {
  type ClassLabel,
  type Labels,
  readLabels,
  readValues,
  readVector,
  readWeights,
  requireNumbers,
  requireSameLength,
  type Values,
} from "../values.ts";
import { sortedLabels, TABLE_OPTIONS, type TableOptions } from "./table.ts";

/** Options of {@linkcode logLoss}. */
export interface LogLossOptions extends TableOptions {
  /** The classes in the order of the columns; those that are there, sorted, unless told. */
  readonly labels?: readonly ClassLabel[];
}

const LOG_LOSS_OPTIONS: OptionNames<LogLossOptions> = { ...TABLE_OPTIONS, labels: true };

function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  let [sum, total] = [0, 0];
  values.forEach((value, i) => {
    sum += value * (weights?.[i] ?? 1);
    total += weights?.[i] ?? 1;
  });
  return sum / total;
}

/**
 * Mean of minus the logarithm of the right class's probability, in float64: scikit-learn's `log_loss`.
 * Probabilities count as at least 2^-52.
 *
 * @param targets Labels, one per example.
 * @param probabilities Of each class, `[examples, classes]`, or of the second of two, `[examples]`.
 * @param options Which classes the columns are, weights.
 * @returns 0 for certainty of what is right; ln(classes) for no knowledge.
 * @throws {TypeError} When targets and probabilities do not fit.
 * @throws {RangeError} When there are no examples, there are other classes than columns, or a number is no
 *   probability.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertAlmostEquals(metrics.logLoss([0, 1], [[0.5, 0.5], [0.5, 0.5]]), Math.LN2);
 * ```
 */
export function logLoss(
  targets: Labels,
  probabilities: Values,
  options: LogLossOptions = {},
): number {
  const what = "the log loss";
  requireOptions(`Cannot compute ${what}`, options, LOG_LOSS_OPTIONS);
  const given = readLabels(what, "targets", targets);
  const { data, shape } = readValues(what, "probabilities", probabilities);
  const width = shape[1] ?? 1;
  requireSameLength(what, given.length, data.length / width);
  requireNumbers(what, "probabilities", data);
  const labels = options.labels ?? sortedLabels(given);
  if (labels.length !== Math.max(2, width)) {
    throw new RangeError(
      `Cannot compute ${what}: there are ${labels.length} classes and probabilities of ` +
        `${Math.max(2, width)}; name those that have no examples in labels, too`,
    );
  }
  const wrong = data.findIndex((value) => value < 0 || value > 1);
  if (wrong !== -1) {
    throw new RangeError(
      `Cannot compute ${what}: probabilities must be from 0 to 1, number ${wrong} is ${
        data[wrong]
      }`,
    );
  }
  const losses = Float64Array.from(given, (label, i) => {
    const place = labels.indexOf(label);
    if (place === -1) {
      throw new RangeError(`Cannot compute ${what}: ${String(label)} is not among the labels`);
    }
    let p = width === 1 ? (place === 1 ? data[i]! : 1 - data[i]!) : data[i * width + place]!;
    let sum = 1;
    if (width > 1) {
      sum = data.subarray(i * width, (i + 1) * width).reduce((total, value) => total + value, 0);
      if (Math.abs(sum - 1) > 1e-3) {
        throw new RangeError(
          `Cannot compute ${what}: probabilities of an example must have the sum 1, those of ` +
            `example ${i} have ${sum}`,
        );
      }
    }
    p = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p));
    return -Math.log(p);
  });
  return weightedMean(losses, readWeights(what, options.sampleWeights, given.length));
}

/**
 * Mean of the squares of the distances of probabilities from what came true: scikit-learn's
 * `brier_score_loss` of two classes.
 *
 * @param targets Labels of two classes, one per example.
 * @param probabilities Of the class that high ones stand for.
 * @param options Which class, weights.
 * @returns From 0, for certainty of what is right, to 1; 0.25 for always one half.
 * @throws {TypeError} When targets and probabilities do not fit, or one is NaN.
 * @throws {RangeError} When there are no examples, more than two classes, or no probabilities.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.brierScore([0, 1], [0.5, 1]), 0.125);
 * ```
 */
export function brierScore(
  targets: Labels,
  probabilities: Values,
  options: ScoreOptions = {},
): number {
  const what = "the Brier score";
  requireOptions(`Cannot compute ${what}`, options, SCORE_OPTIONS);
  const labels = binaryLabels(what, targets, options);
  const p = readVector(what, "probabilities", probabilities);
  requireSameLength(what, labels.length, p.length);
  const wrong = p.findIndex((value) => value < 0 || value > 1);
  if (wrong !== -1) {
    throw new RangeError(
      `Cannot compute ${what}: probabilities must be from 0 to 1, the one at ${wrong} is ${
        p[wrong]
      }`,
    );
  }
  const squares = p.map((value, i) => (value - labels[i]!) ** 2);
  return weightedMean(squares, readWeights(what, options.sampleWeights, p.length));
}
