/**
 * How well scores tell two classes apart.
 *
 * @module
 */

import type { PrPoints, RocPoints } from "../../core/evaluation.ts";
import { areaUnderRoc, averagePrecisionOf, thresholdCounts } from "../../core/threshold_counts.ts";
import { numberText } from "../text/number_text.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { type Numbers, numbersOf } from "./given_numbers.ts";
import { axisOf, type SeriesMarks } from "./panel.ts";

/** Scores of one model. */
export interface Scores {
  /** In the legend. */
  readonly name?: string;
  /** 1 or true for examples of the class, 0 or false for the others. */
  readonly labels: ArrayLike<number | boolean> | Numbers;
  /** Higher where the model rather believes in the class. */
  readonly scores: Numbers;
}

const MAX_POINTS = 1_000;

/**
 * Receiver operating characteristic: the share of the class that is found against the share of the
 * others that is taken for it, with the area under the curve.
 *
 * @param scores Labels and scores of one model or several.
 * @param options Title, colours and size.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When labels and scores do not fit, or one of the two classes is missing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const chart = display.rocCurve({ labels: [0, 1, 0, 1], scores: [0.1, 0.9, 0.6, 0.4] });
 * assertEquals(chart.toPlotly().data[0]!.name, "area 0.75");
 * ```
 */
export function rocCurve(scores: Scores | readonly Scores[], options: FigureOptions = {}): Figure {
  const curves = list(scores).map((one) => {
    const counts = thresholdCounts("draw a ROC curve", one);
    const { hits, alarms, positives, negatives } = counts;
    return {
      name: one.name,
      falsePositiveRate: [0, ...Array.from(alarms, (count) => count / negatives)],
      truePositiveRate: [0, ...Array.from(hits, (count) => count / positives)],
      area: areaUnderRoc(counts),
    };
  });
  return rocFigure(curves, options);
}

/** The points of a ROC curve with what stands in the legend. */
export type NamedRoc = Omit<RocPoints, "kind"> & { readonly name?: string | undefined };

/** The chart of ROC curves, with the line of chance. */
export function rocFigure(given: readonly NamedRoc[], options: FigureOptions = {}): Figure {
  const curves = given.map(({ name, falsePositiveRate, truePositiveRate, area }) => ({
    name: title(name, `area ${numberText(area, 4)}`),
    x: Array.from(falsePositiveRate),
    y: Array.from(truePositiveRate),
  }));
  const chance = { name: "chance", x: [0, 1], y: [0, 1], dashed: true };
  return figure([...curves, chance], {
    title: "ROC curve",
    x: "false positive rate",
    y: "true positive rate",
    options,
  });
}

/**
 * Precision against recall: the share of the class among what is taken for it, against the share of the
 * class that is found, with the average precision.
 *
 * @param scores Labels and scores of one model or several.
 * @param options Title, colours and size.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When labels and scores do not fit, or one of the two classes is missing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const chart = display.prCurve({ name: "ours", labels: [0, 1], scores: [0.1, 0.9] });
 * assertEquals(chart.toPlotly().data[0]!.name, "ours (average precision 1)");
 * ```
 */
export function prCurve(scores: Scores | readonly Scores[], options: FigureOptions = {}): Figure {
  const curves = list(scores).map((one) => {
    const counts = thresholdCounts("draw a precision-recall curve", one);
    const { hits, alarms, positives } = counts;
    const precision = Array.from(hits, (hit, i) => hit / (hit + alarms[i]!));
    return {
      name: one.name,
      // Where recall is 0 there is no precision: the line begins at the height of its first point.
      recall: [0, ...Array.from(hits, (hit) => hit / positives)],
      precision: [precision[0]!, ...precision],
      averagePrecision: averagePrecisionOf(counts),
    };
  });
  return prFigure(curves, options);
}

/** The points of a precision-recall curve with what stands in the legend. */
export type NamedPr = Omit<PrPoints, "kind"> & { readonly name?: string | undefined };

/** The chart of precision-recall curves. */
export function prFigure(given: readonly NamedPr[], options: FigureOptions = {}): Figure {
  const curves = given.map(({ name, precision, recall, averagePrecision }) => ({
    name: title(name, `average precision ${numberText(averagePrecision, 3)}`),
    x: Array.from(recall),
    y: Array.from(precision),
  }));
  return figure(curves, { title: "Precision and recall", x: "recall", y: "precision", options });
}

/** Labels and scores of one model as arrays. */
interface ScoreArrays {
  readonly name?: string | undefined;
  readonly labels: ArrayLike<number | boolean>;
  readonly scores: ArrayLike<number>;
}

function list(given: Scores | readonly Scores[]): ScoreArrays[] {
  return ("scores" in given ? [given] : given).map(({ name, labels, scores }) => ({
    name,
    labels: numbersOf(labels),
    scores: numbersOf(scores),
  }));
}

function title(name: string | undefined, fact: string): string {
  return name === undefined ? fact : `${name} (${fact})`;
}

interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly dashed?: boolean;
}

function figure(
  curves: readonly Curve[],
  texts: { title: string; x: string; y: string; options: FigureOptions },
): Figure {
  const marks = curves.map(({ name, dashed = false, ...points }, color): SeriesMarks => {
    return { kind: "line", name, ...fewer(points), color, dashed };
  });
  const axis = (title: string) => ({ ...axisOf({ title }), covers: [0, 1] as const });
  return new Figure([{ title: "", x: axis(texts.x), y: axis(texts.y), marks, notes: [] }], {
    title: texts.title,
    width: 520,
    height: 460,
    ...texts.options,
  });
}

/** Points at even distances, both ends among them: no peaks are lost on such a curve. */
function fewer({ x, y }: { x: readonly number[]; y: readonly number[] }) {
  const count = Math.min(x.length, MAX_POINTS);
  const kept = Array.from(
    { length: count },
    (_, i) => Math.round((i * (x.length - 1)) / Math.max(1, count - 1)),
  );
  return { x: kept.map((i) => x[i]!), y: kept.map((i) => y[i]!) };
}
