/**
 * Columns brought to one scale.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import type { NdArrayOf } from "../../core/nd_array.ts";
import { quantile } from "../../core/quantile.ts";
import { changed, column, matrixOf, requireColumns, type Rows } from "./matrix.ts";

/** What was learnt about columns, as JSON. */
export interface ScalerConfig {
  /** Which scaler it is. */
  readonly kind: "standard" | "minMax" | "robust";
  /** What is taken away from each column. */
  readonly center: readonly number[];
  /** What each column is divided by after that. */
  readonly scale: readonly number[];
}

/** Middle and width of one column. */
type Measure = (values: Float64Array) => readonly [center: number, scale: number];

function standard(values: Float64Array): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}

function minMax(values: Float64Array): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return [low, high - low];
}

function robust(values: Float64Array): [number, number] {
  const sorted = values.toSorted();
  return [quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25)];
}

const MEASURES: Readonly<Record<ScalerConfig["kind"], Measure>> = { standard, minMax, robust };

/**
 * Brings columns to one scale with what it learnt from the training rows: fit on those alone, and save it
 * with the model.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const scaler = data.Scaler.fit([[1, 100], [3, 300]]);
 * assertEquals([...scaler.transform([[2, 100]]).data], [0, -1]);
 * const again = data.Scaler.fromConfig(JSON.parse(JSON.stringify(scaler.config)));
 * assertEquals([...again.inverseTransform([[0, -1]]).data], [2, 100]);
 * ```
 */
export class Scaler {
  /** What was learnt, as JSON. */
  readonly config: ScalerConfig;

  private constructor(config: ScalerConfig) {
    this.config = config;
  }

  /**
   * Learns the scale of columns.
   *
   * @param rows Training rows; NaN stands for a missing value and is left out.
   * @param kind Mean 0 and deviation 1 (`"standard"`, unless told), 0 to 1 (`"minMax"`), or median and
   *   the middle half of the values (`"robust"`, which outliers do not move): scikit-learn's
   *   StandardScaler, MinMaxScaler, RobustScaler.
   * @throws {RangeError} When a column has no value, or an infinite one. One of equal values is not divided.
   * @throws {TypeError} When rows differ in length.
   */
  static fit(rows: Rows, kind: ScalerConfig["kind"] = "standard"): Scaler {
    requireWord("Cannot fit a scaler", "kind", { value: kind, words: Object.keys(MEASURES) });
    const matrix = matrixOf("fit a scaler", rows);
    const center: number[] = [];
    const scale: number[] = [];
    for (let i = 0; i < matrix.columns; i++) {
      const values = column(matrix, i);
      if (values.length === 0) {
        throw new RangeError(
          `Cannot fit a scaler: column ${i} of ${matrix.rows} rows has no value`,
        );
      }
      const [middle, width] = MEASURES[kind](values);
      if (!Number.isFinite(middle) || !Number.isFinite(width)) {
        throw new RangeError(
          `Cannot fit a scaler: column ${i} of ${matrix.rows} rows has infinite values, or too large ` +
            "ones; leave them out, or make them NaN",
        );
      }
      center.push(middle);
      // Rounding leaves a column of equal values a deviation of some last digits.
      scale.push(width <= Math.abs(middle) * Number.EPSILON * 10 ? 1 : width);
    }
    return new Scaler({ kind, center, scale });
  }

  /**
   * Makes a scaler again out of its `config`.
   *
   * @param config What was learnt.
   */
  static fromConfig(config: ScalerConfig): Scaler {
    return new Scaler(config);
  }

  /**
   * Scales rows.
   *
   * @param rows As many columns as were learnt from.
   * @returns float32 `[rows, columns]`; NaN stays.
   * @throws {TypeError} When they have other columns.
   */
  transform(rows: Rows): NdArrayOf<"float32"> {
    const { center, scale } = this.config;
    const matrix = matrixOf("scale rows", rows);
    requireColumns("scale rows", matrix, center.length);
    return changed(matrix, (value, i) => (value - center[i]!) / scale[i]!);
  }

  /**
   * Brings scaled rows back.
   *
   * @param rows What `transform` returned.
   * @returns float32 `[rows, columns]`.
   * @throws {TypeError} When they have other columns.
   */
  inverseTransform(rows: Rows): NdArrayOf<"float32"> {
    const { center, scale } = this.config;
    const matrix = matrixOf("scale rows back", rows);
    requireColumns("scale rows back", matrix, center.length);
    return changed(matrix, (value, i) => value * scale[i]! + center[i]!);
  }
}
