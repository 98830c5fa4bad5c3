/**
 * How well scores tell two classes apart.
 *
 * @module
 */

import { numberText } from "../text/number_text.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { axisOf, type SeriesMarks } from "./panel.ts";

/** Scores of one model. */
export interface Scores {
  /** In the legend. */
  readonly name?: string;
  /** 1 or true for examples of the class, 0 or false for the others. */
  readonly labels: ArrayLike<number | boolean>;
  /** Higher where the model rather believes in the class. */
  readonly scores: ArrayLike<number>;
}

/** Hits and false alarms when the examples from the highest score down to one are taken. */
interface Step {
  readonly hits: number;
  readonly alarms: number;
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
    const { steps, positives, negatives } = walk(one, "a ROC curve");
    const x = steps.map(({ alarms }) => alarms / negatives);
    const y = steps.map(({ hits }) => hits / positives);
    let area = 0;
    for (let i = 1; i < x.length; i++) area += (x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!) / 2;
    return { name: title(one.name, `area ${numberText(area, 4)}`), x, y };
  });
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
    const { steps, positives } = walk(one, "a precision-recall curve");
    const taken = steps.slice(1);
    const recall = taken.map(({ hits }) => hits / positives);
    const precision = taken.map(({ hits, alarms }) => hits / (hits + alarms));
    let average = 0;
    recall.forEach((value, i) => average += (value - (recall[i - 1] ?? 0)) * precision[i]!);
    const name = title(one.name, `average precision ${numberText(average, 3)}`);
    return { name, x: [0, ...recall], y: [precision[0]!, ...precision] };
  });
  return figure(curves, { title: "Precision and recall", x: "recall", y: "precision", options });
}

function list(scores: Scores | readonly Scores[]): readonly Scores[] {
  return "scores" in scores ? [scores] : scores;
}

function title(name: string | undefined, fact: string): string {
  return name === undefined ? fact : `${name} (${fact})`;
}

/** Takes the examples from the highest score down; those with equal scores come at once. */
function walk({ labels, scores }: Scores, what: string) {
  if (labels.length !== scores.length) {
    throw new TypeError(
      `Cannot draw ${what}: wanted as many scores as labels, got ${scores.length} and ` +
        `${labels.length}`,
    );
  }
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i);
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isNaN(scores[i])) continue;
    throw new TypeError(
      `Cannot draw ${what}: scores must be numbers, the one at index ${i} is NaN`,
    );
  }
  order.sort((a, b) => scores[b]! > scores[a]! ? 1 : scores[b]! < scores[a]! ? -1 : 0);
  const steps: Step[] = [{ hits: 0, alarms: 0 }];
  let [hits, alarms] = [0, 0];
  order.forEach((example, i) => {
    if (labels[example]) hits++;
    else alarms++;
    if (scores[example] !== scores[order[i + 1] ?? -1]) steps.push({ hits, alarms });
  });
  if (hits === 0 || alarms === 0) {
    throw new TypeError(
      `Cannot draw ${what}: wanted examples of both classes, got ${hits} of the class and ` +
        `${alarms} others`,
    );
  }
  return { steps, positives: hits, negatives: alarms };
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
