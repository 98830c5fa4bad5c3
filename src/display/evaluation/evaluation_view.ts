/**
 * Results of metrics as pictures and tables.
 *
 * @module
 */

import type {
  ConfusionRows,
  Evaluation,
  IntervalValues,
  ReportLines,
} from "../../core/evaluation.ts";
import { looksOf, matrixFigure } from "../chart/confusion_matrix.ts";
import type { Figure } from "../chart/figure.ts";
import { histogram } from "../chart/histogram.ts";
import { lineChart } from "../chart/line_chart.ts";
import { prFigure, rocFigure } from "../chart/score_curves.ts";
import { DISPLAY, type MimeBundle, type View } from "../mime_bundle.ts";
import { type Table, table } from "../table/table.ts";
import { numberText } from "../text/number_text.ts";
import { printable, printableLines } from "../text/printable.ts";
import { calibrationPlot } from "./calibration_plot.ts";
import { regressionPlot } from "./regression_plot.ts";

/** The chart or the table of a result. */
export function evaluationView(value: Evaluation): View {
  switch (value.kind) {
    case "rocCurve":
      return rocFigure([value]);
    case "precisionRecallCurve":
      return prFigure([value]);
    case "detCurve":
      return lineChart({ x: value.falsePositiveRate, y: value.falseNegativeRate }, {
        title: "Detection error tradeoff",
        x: { title: "false positive rate" },
        y: { title: "false negative rate" },
        width: 520,
        height: 460,
      });
    case "calibrationCurve":
      return calibrationPlot(value);
    case "confusionMatrix":
      return confusionFigure(value);
    case "classificationReport":
      return new ReportView(value);
    case "regressionReport":
      return regressionPlot(value);
    case "confidenceInterval":
      return intervalFigure(value);
  }
}

function confusionFigure({ rows, names }: ConfusionRows): Figure {
  const all = rows.flat();
  const total = all.reduce((sum, count) => sum + count, 0);
  const right = rows.reduce((sum, row, i) => sum + row[i]!, 0);
  // Shares of rows or columns have no accuracy.
  const counts = all.every(Number.isInteger) && total > 0;
  const look = looksOf(counts ? right / total : NaN);
  return matrixFigure(rows, { names: names.map(printable), look });
}

function intervalFigure({ value, low, high, confidence, distribution }: IntervalValues): Figure {
  const ends = `${numberText(low, 4)} to ${numberText(high, 4)}`;
  return histogram(distribution, {
    title: `${numberText(value, 4)}, ${numberText(100 * confidence)} % from ${ends}`,
    x: { title: "value in each draw" },
    annotations: [
      { x: low, text: "low" },
      { x: value, text: "value" },
      { x: high, text: "high" },
    ].filter(({ x }) => Number.isFinite(x)),
  });
}

/** A report as a table, and in text as scikit-learn writes it. */
class ReportView implements View {
  readonly #report: ReportLines;

  constructor(report: ReportLines) {
    this.#report = report;
  }

  toText(): string {
    return printableLines(String(this.#report)).trimEnd();
  }

  [DISPLAY](): MimeBundle {
    const { lines, summary, digits } = this.#report;
    const text = (value: number | undefined) => value === undefined ? "" : value.toFixed(digits);
    const rows = [...lines, ...summary].map(({ name, precision, recall, f1, support }) => ({
      "": name,
      precision: text(precision),
      recall: text(recall),
      "f1-score": text(f1),
      support,
    }));
    const shown: Table = table(rows, { rowNumbers: false, maxRows: 200, unit: "line" });
    return { ...shown[DISPLAY](), "text/plain": this.toText() };
  }
}
