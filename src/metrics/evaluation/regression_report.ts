/**
 * Answered numbers against true ones at a glance.
 *
 * @module
 */
import type { RegressionPoints } from "../../core/evaluation.ts";
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  medianAbsoluteError,
  pearsonCorrelation,
  r2Score,
  rootMeanSquaredError,
} from "../regression/regression.ts";
import { readVector, type Values } from "../values.ts";
import { ShownResult } from "./shown.ts";

/** What {@linkcode regressionReport} returns. */
export class RegressionReport extends ShownResult implements RegressionPoints {
  readonly kind = "regressionReport";

  /** Takes the numbers and the metrics. */
  constructor(
    readonly targets: Float64Array,
    readonly predictions: Float64Array,
    readonly scores: Readonly<Record<string, number>>,
  ) {
    super();
  }

  /** The metrics as lines. */
  toString(): string {
    const width = Math.max(...Object.keys(this.scores).map((name) => name.length));
    return Object.entries(this.scores)
      .map(([name, value]) => `${name.padEnd(width)}  ${Number(value.toPrecision(6))}`)
      .join("\n");
  }
}

/**
 * R², RMSE, mean, median and relative error, and correlation of predictions. It shows itself as predicted
 * against true numbers and as residuals.
 *
 * @param targets True numbers, one per example.
 * @param predictions Answered numbers.
 * @returns Numbers and metrics.
 * @throws {TypeError} When both do not fit, or a number is NaN.
 * @throws {RangeError} When there are fewer than 2 examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const report = metrics.regressionReport([1, 2, 3], [1, 2, 2]);
 * assertEquals([report.scores.r2, report.scores.mae], [0.5, 1 / 3]);
 * ```
 */
export function regressionReport(targets: Values, predictions: Values): RegressionReport {
  const what = "the regression report";
  const t = readVector(what, "targets", targets);
  const p = readVector(what, "predictions", predictions);
  return new RegressionReport(t, p, {
    r2: r2Score(t, p),
    rmse: rootMeanSquaredError(t, p),
    mae: meanAbsoluteError(t, p),
    medianAE: medianAbsoluteError(t, p),
    mape: meanAbsolutePercentageError(t, p),
    pearson: pearsonCorrelation(t, p),
  });
}
