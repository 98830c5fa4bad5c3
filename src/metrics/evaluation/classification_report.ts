/**
 * Precision, recall and F1 of each class at a glance.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { ReportLine, ReportLines } from "../../core/evaluation.ts";
import { type Average, averaged, chosenCounts } from "../classification/averages.ts";
import { namesOf } from "../classification/confusion_matrix.ts";
import { fBetaOf, precisionScore, recallScore } from "../classification/scores.ts";
import { classTable, type TableOptions } from "../classification/table.ts";
import type { ClassLabel, Labels } from "../values.ts";
import { decimals, ShownResult } from "./shown.ts";

/** Options of {@linkcode classificationReport}. */
export interface ClassificationReportOptions extends TableOptions {
  /** Which classes, in which order; those that are there unless told. */
  readonly labels?: readonly ClassLabel[];
  /** Names of the classes; the labels unless told. */
  readonly names?: readonly string[];
  /** Decimals of the text; 2 unless told. The numbers are not rounded. */
  readonly digits?: number;
  /** What 0 divided by 0 is; 0 unless told. */
  readonly zeroDivision?: number;
}

const CLASSIFICATION_REPORT_OPTIONS: OptionNames<ClassificationReportOptions> = {
  labels: true,
  names: true,
  digits: true,
  zeroDivision: true,
  sampleWeights: true,
};

/** What {@linkcode classificationReport} returns. */
export class ClassificationReport extends ShownResult implements ReportLines {
  readonly kind = "classificationReport";

  /** Takes the lines. */
  constructor(
    readonly lines: readonly ReportLine[],
    readonly summary: readonly ReportLine[],
    readonly digits: number,
  ) {
    super();
  }

  /** A line by its name, such as `"macro avg"` or that of a class. */
  line(name: string): ReportLine | undefined {
    return this.summary.find((line) => line.name === name) ??
      this.lines.find((line) => line.name === name);
  }

  /** The table as scikit-learn writes it. */
  toString(): string {
    const { digits } = this;
    const names = this.lines.map(({ name }) => name.length);
    const width = Math.max(...names, "weighted avg".length, digits);
    const row = (name: string, cells: readonly string[]) =>
      `${name.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join("")}`;
    const number = (value: number | undefined) =>
      value === undefined ? "" : decimals(value, digits);
    const written = (line: ReportLine) =>
      row(line.name, [
        number(line.precision),
        number(line.recall),
        number(line.f1),
        // Sums of weights without the noise of their last digits.
        String(Number(line.support.toFixed(6))),
      ]);
    return [
      row("", ["precision", "recall", "f1-score", "support"]),
      "",
      ...this.lines.map(written),
      "",
      ...this.summary.map(written),
      "",
    ].join("\n");
  }
}

/**
 * Precision, recall, F1 and support of each class, with accuracy and averages: scikit-learn's
 * `classification_report`, in numbers and in text.
 *
 * @param targets True labels, one per example.
 * @param predictions Answered labels.
 * @param options Which classes and their names, decimals, weights.
 * @returns The lines; they show themselves as a table, `String(report)` is scikit-learn's text.
 * @throws {TypeError} When the labels do not fit each other, or are scores.
 * @throws {RangeError} When there are no examples, or not as many names as labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const report = metrics.classificationReport([0, 1, 1], [0, 1, 0], { names: ["cat", "dog"] });
 * assertEquals(report.line("dog"), { name: "dog", precision: 1, recall: 0.5, f1: 2 / 3, support: 2 });
 * assertEquals(report.line("accuracy")!.f1, 2 / 3);
 * ```
 */
export function classificationReport(
  targets: Labels,
  predictions: Labels,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  const what = "the classification report";
  requireOptions(
    "Cannot compute the classification report",
    options,
    CLASSIFICATION_REPORT_OPTIONS,
  );
  const { digits = 2, zeroDivision = 0 } = options;
  if (!Number.isInteger(digits) || digits < 0 || digits > 20) {
    throw new RangeError(
      `Cannot compute ${what}: digits must be a whole number from 0 to 20, not ${digits}`,
    );
  }
  const table = classTable(what, [targets, predictions], options);
  const labels = options.labels ?? table.labels;
  const names = namesOf(what, labels, options.names);
  const counts = chosenCounts(what, table, { average: "none", labels });
  const support = counts.reduce((sum, one) => sum + one.support, 0);
  const scores = (average: Average) => {
    const how = { average, zeroDivision };
    return [precisionScore, recallScore, fBetaOf(1)].map((score) => averaged(counts, score, how));
  };
  const [precisions, recalls, f1s] = scores("none") as number[][];
  const lines = names.map((name, i) => ({
    name,
    precision: precisions![i]!,
    recall: recalls![i]!,
    f1: f1s![i]!,
    support: counts[i]!.support,
  }));
  const complete = table.labels.every((label) => labels.includes(label));
  const summary = (["micro", "macro", "weighted"] as const).map((average): ReportLine => {
    const [precision, recall, f1] = scores(average) as [number, number, number];
    // Where each example has one class and all classes count, all micro averages are the accuracy.
    return average === "micro" && complete
      ? { name: "accuracy", f1, support }
      : { name: `${average} avg`, precision, recall, f1, support };
  });
  return new ClassificationReport(lines, summary, digits);
}
