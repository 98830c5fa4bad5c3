/**
 * Missing values filled in.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import type { NdArrayOf } from "../../core/nd_array.ts";
import { quantile } from "../../core/quantile.ts";
import { changed, column, matrixOf, requireColumns, type Rows } from "./matrix.ts";

/** What missing values become. */
export type ImputerStrategy = "mean" | "median" | "mostFrequent" | number;

function fill(strategy: ImputerStrategy, values: Float64Array): number {
  if (typeof strategy === "number") return strategy;
  if (strategy === "median") return quantile(values.toSorted(), 0.5);
  if (strategy === "mean") return values.reduce((sum, value) => sum + value, 0) / values.length;
  const counts = new Map<number, number>();
  for (const value of values.toSorted()) counts.set(value, (counts.get(value) ?? 0) + 1);
  // The smallest of equally frequent ones comes first.
  return [...counts].reduce((best, entry) => entry[1] > best[1] ? entry : best)[0];
}

/**
 * Fills in missing values, which are NaN, with what it learnt from the training rows: scikit-learn's
 * SimpleImputer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const imputer = data.Imputer.fit([[1, NaN], [3, 5]]);
 * assertEquals([...imputer.transform([[NaN, NaN]]).data], [2, 5]);
 * ```
 */
export class Imputer {
  /** What stands for a missing value in each column. */
  readonly fills: readonly number[];

  /**
   * Makes an imputer of known values; `Imputer.fit` learns them.
   *
   * @param fills One per column.
   */
  constructor(fills: readonly number[]) {
    this.fills = fills;
  }

  /**
   * Learns what stands for missing values.
   *
   * @param rows Training rows.
   * @param strategy The mean, unless told; the median, the most frequent value, or one number.
   * @throws {RangeError} When a column has no value.
   * @throws {TypeError} When rows differ in length.
   */
  static fit(rows: Rows, strategy: ImputerStrategy = "mean"): Imputer {
    if (typeof strategy !== "number") {
      requireWord("Cannot fit an imputer", "strategy", {
        value: strategy,
        words: ["mean", "median", "mostFrequent"],
      });
    }
    const matrix = matrixOf("fit an imputer", rows);
    const fills = Array.from({ length: matrix.columns }, (_, i) => {
      const values = column(matrix, i);
      if (values.length === 0 && typeof strategy !== "number") {
        throw new RangeError(
          `Cannot fit an imputer: column ${i} of ${matrix.rows} rows has no value; leave it out, or ` +
            "give a number",
        );
      }
      return fill(strategy, values);
    });
    return new Imputer(fills);
  }

  /**
   * Fills in missing values.
   *
   * @param rows As many columns as were learnt from.
   * @returns float32 `[rows, columns]` without NaN.
   * @throws {TypeError} When they have other columns.
   */
  transform(rows: Rows): NdArrayOf<"float32"> {
    const matrix = matrixOf("fill in rows", rows);
    requireColumns("fill in rows", matrix, this.fills.length);
    return changed(matrix, (value, i) => Number.isNaN(value) ? this.fills[i]! : value);
  }
}
