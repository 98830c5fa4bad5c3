/**
 * Whether probabilities come true.
 *
 * @module
 */

import type { CalibrationPoints } from "../../core/evaluation.ts";
import { barChart } from "../chart/bar_chart.ts";
import type { Figure, FigureOptions } from "../chart/figure.ts";
import { lineChart } from "../chart/line_chart.ts";
import { panels } from "../chart/panels.ts";
import { numberText } from "../text/number_text.ts";

/**
 * A reliability diagram: the share that came true against the probability that was foretold, beside the
 * diagonal where both are the same, and how many examples each point stands for.
 *
 * @param points Mean probability, share that came true and examples of each bin, such as
 *   `metrics.calibrationCurve` returns.
 * @param options Title, colours and size.
 * @returns The chart, for `show` or as the last value of a cell.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const points = { predicted: [0.1, 0.9], observed: [0.2, 0.8], counts: [50, 30] };
 * const chart = display.calibrationPlot(points);
 * assertEquals(chart.panels.map(({ title }) => title), ["reliability", "examples"]);
 * ```
 */
export function calibrationPlot(
  points: Omit<CalibrationPoints, "kind">,
  options: FigureOptions = {},
): Figure {
  const { predicted, observed, counts } = points;
  const reliability = lineChart([
    { name: "observed", x: predicted, y: observed },
    { name: "calibrated", x: [0, 1], y: [0, 1], dashed: true, color: 6 },
  ], { x: { title: "predicted probability" }, y: { title: "share that came true" } });
  const examples = barChart(
    { name: "examples", x: Array.from(predicted, (p) => numberText(p, 3)), y: counts, color: 0 },
    { x: { title: "predicted probability" } },
  );
  return panels({ reliability, examples }, { title: "Calibration", height: 380, ...options });
}
