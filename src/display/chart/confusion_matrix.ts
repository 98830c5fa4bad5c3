/**
 * Which classes are taken for which.
 *
 * @module
 */

import { countText, percentText } from "../text/number_text.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { type Numbers, numbersOf } from "./given_numbers.ts";
import { heatMap } from "./heat_map.ts";

const MAX_CLASSES = 1_000_000;
/** More are counted in groups. */
const MAX_ROWS = 100;

/** Names and looks of a confusion matrix. */
export interface ConfusionMatrixOptions extends FigureOptions {
  /** Names of the classes; their numbers unless told. */
  readonly classNames?: readonly string[];
  /** Whether shares of each true class stand in the squares instead of counts. */
  readonly normalize?: boolean;
}

/**
 * A heat map of how often each class, row by row, is taken for each, column by column; of more than
 * 100 classes neighbours share a square.
 *
 * @param labels True classes, counted from 0, in an array or a tensor.
 * @param predictions Classes that were answered, in an array or a tensor.
 * @param options Names and looks.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When there are not as many predictions as labels.
 * @throws {RangeError} When a class is no integer from 0 to 999,999, or has no name.
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
  labels: Numbers,
  predictions: Numbers,
  options: ConfusionMatrixOptions = {},
): Figure {
  return matrixOf(numbersOf(labels), numbersOf(predictions), options);
}

function matrixOf(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  options: ConfusionMatrixOptions,
): Figure {
  if (labels.length !== predictions.length) {
    throw new TypeError(
      "Cannot draw a confusion matrix: wanted as many predictions as labels, got " +
        `${predictions.length} and ${labels.length}`,
    );
  }
  const { classNames, normalize = false, ...looks } = options;
  const { counts, each, right, classes } = count(labels, predictions, classNames?.length);
  const names = counts.map((_, i) => classNames?.[i * each] ?? String(i * each));
  const look = { ...looksOf(labels.length === 0 ? NaN : right / labels.length), ...looks };
  const figure = matrixFigure(normalize ? counts.map(shares) : counts, { names, look });
  if (each === 1) return figure;
  const note = `${each} × ${each} of ${countText(classes)} classes in each square`;
  return new Figure(figure.panels.map((panel) => ({ ...panel, notes: [note] })), look);
}

/** Title and size of the matrix. */
export function looksOf(accuracy: number): FigureOptions {
  const share = Number.isNaN(accuracy) ? "" : ` (accuracy ${percentText(accuracy)})`;
  return { title: `Confusion matrix${share}`, width: 560, height: 460 };
}

/** The chart of counts, row by row. */
export function matrixFigure(
  rows: readonly ArrayLike<number>[],
  { names, look }: { readonly names: readonly string[]; readonly look: FigureOptions },
): Figure {
  return heatMap(rows, {
    ...look,
    rowNames: names,
    columnNames: names,
    x: { title: "predicted" },
    y: { title: "true" },
  });
}

/** Counts by class, or by as many neighbours at a time as make the matrix small. */
interface Counts {
  readonly counts: number[][];
  /** Classes in each row and column. */
  readonly each: number;
  /** How many answers are right. */
  readonly right: number;
  /** How many classes there are. */
  readonly classes: number;
}

function count(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  named: number | undefined,
): Counts {
  let classes = named ?? 0;
  const limit = named ?? MAX_CLASSES;
  for (const list of [labels, predictions]) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!Number.isInteger(value) || value < 0 || value >= limit) {
        throw new RangeError(
          "Cannot draw a confusion matrix: classes must be integers from 0 to " +
            `${countText(limit - 1)}, current value is ${value} at index ${i}`,
        );
      }
      if (value >= classes) classes = value + 1;
    }
  }
  const each = classes > MAX_ROWS ? Math.ceil(classes / 100) : 1;
  const rows = Math.ceil(classes / each);
  const counts = Array.from({ length: rows }, () => new Array<number>(rows).fill(0));
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    const [label, answer] = [labels[i]!, predictions[i]!];
    if (label === answer) right++;
    counts[Math.floor(label / each)]![Math.floor(answer / each)]!++;
  }
  return { counts, each, right, classes };
}

function shares(row: readonly number[]): number[] {
  const sum = row.reduce((total, value) => total + value, 0);
  return row.map((value) => sum === 0 ? NaN : value / sum);
}
