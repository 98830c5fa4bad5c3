/**
 * Which classes are taken for which.
 *
 * @module
 */

import { percentText } from "../text/number_text.ts";
import type { Figure, FigureOptions } from "./figure.ts";
import { heatMap } from "./heat_map.ts";

/** Names and looks of a confusion matrix. */
export interface ConfusionMatrixOptions extends FigureOptions {
  /** Names of the classes; their numbers unless told. */
  readonly classNames?: readonly string[];
  /** Whether shares of each true class stand in the squares instead of counts. */
  readonly normalize?: boolean;
}

/**
 * A heat map of how often each class, row by row, is taken for each, column by column.
 *
 * @param labels True classes, counted from 0.
 * @param predictions Classes that were answered.
 * @param options Names and looks.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When there are not as many predictions as labels.
 * @throws {RangeError} When a class is no integer from 0 to 999, or has no name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const matrix = display.confusionMatrix([0, 0, 1], [0, 1, 1], { classNames: ["cat", "dog"] });
 * assertEquals(matrix.toPlotly().data[0]!.z, [[1, 1], [0, 1]]);
 * ```
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  options: ConfusionMatrixOptions = {},
): Figure {
  if (labels.length !== predictions.length) {
    throw new TypeError(
      "Cannot draw a confusion matrix: wanted as many predictions as labels, got " +
        `${predictions.length} and ${labels.length}`,
    );
  }
  const { classNames, normalize = false, ...looks } = options;
  const counts = count(labels, predictions, classNames?.length);
  const names = classNames ?? counts.map((_, i) => String(i));
  const right = counts.reduce((sum, row, i) => sum + row[i]!, 0);
  const accuracy = labels.length === 0 ? "" : ` (accuracy ${percentText(right / labels.length)})`;
  return heatMap(normalize ? counts.map(shares) : counts, {
    title: `Confusion matrix${accuracy}`,
    width: 560,
    height: 460,
    ...looks,
    rowNames: names,
    columnNames: names,
    x: { title: "predicted" },
    y: { title: "true" },
  });
}

function count(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  named: number | undefined,
): number[][] {
  let classes = named ?? 0;
  for (const list of [labels, predictions]) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!Number.isInteger(value) || value < 0 || value > 999 || value >= (named ?? 1_000)) {
        throw new RangeError(
          "Cannot draw a confusion matrix: classes must be integers from 0 to " +
            `${(named ?? 1_000) - 1}, current value is ${value} at index ${i}`,
        );
      }
      if (value >= classes) classes = value + 1;
    }
  }
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]![predictions[i]!]!++;
  return counts;
}

function shares(row: readonly number[]): number[] {
  const sum = row.reduce((total, value) => total + value, 0);
  return row.map((value) => sum === 0 ? NaN : value / sum);
}
