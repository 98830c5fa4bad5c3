/**
 * Answered numbers against true ones.
 *
 * @module
 */

import type { RegressionPoints } from "../../core/evaluation.ts";
import type { Figure, FigureOptions } from "../chart/figure.ts";
import { lineChart } from "../chart/line_chart.ts";
import { overlay } from "../chart/overlay.ts";
import { panels } from "../chart/panels.ts";
import { scatterChart } from "../chart/scatter_chart.ts";
import { numberText } from "../text/number_text.ts";

/** What {@linkcode regressionPlot} draws. */
export interface RegressionInput extends Omit<RegressionPoints, "kind" | "scores"> {
  /** Metrics by name, of which the first three stand in the title. */
  readonly scores?: Readonly<Record<string, number>>;
}

/**
 * Predicted against true numbers beside the line where both are the same, and the errors (residuals) against
 * the predictions: a bend or a funnel there is what the model does not know yet.
 *
 * @param points True and answered numbers, such as `metrics.regressionReport` returns.
 * @param options Title, colours and size.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When there are not as many of both.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const chart = display.regressionPlot({ targets: [1, 2, 3], predictions: [1, 2, 4] });
 * assertEquals(chart.panels.map(({ title }) => title), ["predicted and true", "residuals"]);
 * ```
 */
export function regressionPlot(points: RegressionInput, options: FigureOptions = {}): Figure {
  const { targets, predictions, scores = {} } = points;
  if (targets.length !== predictions.length) {
    throw new TypeError(
      `Cannot draw predictions: wanted as many as targets, got ${predictions.length} and ` +
        `${targets.length}`,
    );
  }
  const ends = (values: ArrayLike<number>) =>
    Array.from(values).reduce(
      ([low, high], value) => [Math.min(low!, value), Math.max(high!, value)],
      [Infinity, -Infinity],
    ) as [number, number];
  const [trueEnds, ownEnds] = [ends(targets), ends(predictions)];
  const both = ends([...trueEnds, ...ownEnds]);
  const line = (x: readonly number[], y: readonly number[]) =>
    lineChart({ x, y, dashed: true, color: 6 });
  const residuals = Array.from(predictions, (value, i) => targets[i]! - value);
  const drawn = targets.length > 0;
  const chart = (points: Figure, guide: () => Figure) =>
    drawn ? overlay([points, guide()]) : points;
  const facts = Object.entries(scores).slice(0, 3)
    .map(([name, value]) => `${name} ${numberText(value, 4)}`);
  return panels({
    "predicted and true": chart(
      scatterChart({ x: targets, y: predictions }, {
        x: { title: "true" },
        y: { title: "predicted" },
      }),
      () => line(both, both),
    ),
    residuals: chart(
      scatterChart({ x: predictions, y: residuals }, {
        x: { title: "predicted" },
        y: { title: "true less predicted" },
      }),
      () => line(ownEnds, [0, 0]),
    ),
  }, { title: ["Regression", ...facts].join(", "), height: 380, ...options });
}
