/**
 * Which classes are taken for which.
 *
 * @module
 */
import type { ConfusionRows } from "../../core/evaluation.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { ShownResult } from "../evaluation/shown.ts";
import type { ClassLabel, Labels } from "../values.ts";
import { classTable, TABLE_OPTIONS, type TableOptions } from "./table.ts";

/** Options of {@linkcode confusionMatrix}. */
export interface ConfusionMatrixOptions extends TableOptions {
  /** Which classes, in which order; those that are there unless told. Examples of others are left out. */
  readonly labels?: readonly ClassLabel[];
  /** Names of the classes for the picture; the labels unless told. */
  readonly names?: readonly string[];
  /** Shares of each true class, of each answer, or of all, instead of counts. */
  readonly normalize?: "true" | "pred" | "all";
}

const CONFUSION_MATRIX_OPTIONS: OptionNames<ConfusionMatrixOptions> = {
  ...TABLE_OPTIONS,
  labels: true,
  names: true,
  normalize: true,
};

/** What {@linkcode confusionMatrix} returns. */
export class ConfusionMatrix extends ShownResult implements ConfusionRows {
  readonly kind = "confusionMatrix";

  /** Takes the classes and the counts. */
  constructor(
    /** The classes, in the order of rows and columns. */
    readonly labels: readonly ClassLabel[],
    readonly names: readonly string[],
    readonly rows: readonly (readonly number[])[],
  ) {
    super();
  }

  /** The counts below each other, true classes in rows. */
  toString(): string {
    const cells = this.rows.map((row) =>
      row.map((count) => Number.isInteger(count) ? String(count) : count.toFixed(3))
    );
    const width = Math.max(
      ...this.names.map((name) => name.length),
      ...cells.flat().map((c) => c.length),
    );
    const line = (head: string, row: readonly string[]) =>
      [head.padStart(width), ...row.map((cell) => cell.padStart(width))].join("  ");
    return [line("", this.names), ...cells.map((row, i) => line(this.names[i]!, row))].join("\n");
  }
}

/**
 * How often each class, row by row, is taken for each, column by column: scikit-learn's
 * `confusion_matrix`.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Which classes and their names, shares instead of counts, weights.
 * @returns The counts; they show themselves as a chart.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or not as many names as labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const matrix = metrics.confusionMatrix(["cat", "dog", "dog"], ["cat", "cat", "dog"]);
 * assertEquals([matrix.labels, matrix.rows], [["cat", "dog"], [[1, 0], [1, 1]]]);
 * ```
 */
export function confusionMatrix(
  targets: Labels,
  predictions: Labels,
  options: ConfusionMatrixOptions = {},
): ConfusionMatrix {
  const what = "the confusion matrix";
  requireOptions(`Cannot compute ${what}`, options, CONFUSION_MATRIX_OPTIONS);
  const table = classTable(what, [targets, predictions], options, options.labels);
  const labels = options.labels ?? table.labels;
  const names = namesOf(what, labels, options.names);
  const places = labels.map((label) => table.labels.indexOf(label));
  const rows = places.map((i) => places.map((j) => table.counts[i * table.labels.length + j]!));
  return new ConfusionMatrix(labels, names, normalized(rows, options.normalize));
}

/** Names of classes: those that were told, one for each, else the labels. */
export function namesOf(
  what: string,
  labels: readonly ClassLabel[],
  names: readonly string[] | undefined,
): readonly string[] {
  if (names !== undefined && names.length !== labels.length) {
    throw new RangeError(
      `Cannot compute ${what}: wanted a name for each of the classes ${
        labels.map(String).join(", ")
      }, ` +
        `got ${names.length}; name the classes that are not there in labels, too`,
    );
  }
  return names ?? labels.map(String);
}

function normalized(
  rows: readonly (readonly number[])[],
  by: ConfusionMatrixOptions["normalize"],
): readonly (readonly number[])[] {
  if (by === undefined) return rows;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const total = sum(rows.map(sum));
  const columns = rows.map((_, j) => sum(rows.map((row) => row[j]!)));
  // A class without examples has shares of 0, as in scikit-learn.
  return rows.map((row) => {
    const whole = sum(row);
    return row.map((count, j) => {
      const divisor = by === "true" ? whole : by === "pred" ? columns[j]! : total;
      return divisor === 0 ? 0 : count / divisor;
    });
  });
}
