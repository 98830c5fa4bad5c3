/**
 * Clouds of points.
 *
 * @module
 */

import type { Figure } from "./figure.ts";
import { type ChartOptions, seriesFigure, type SeriesInput } from "./series.ts";
import { thinPoints } from "./thin.ts";

/**
 * A chart of points.
 *
 * @param series Numbers alone, or series with names and places; of many points every n-th is shown.
 * @param options Titles, axes and looks.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When a series has not as many places as numbers.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const chart = display.scatterChart({ name: "houses", x: [50, 80, 120], y: [150, 230, 330] });
 * assert(chart.toSvg().startsWith("<svg"));
 * ```
 */
export function scatterChart(series: SeriesInput, options: ChartOptions = {}): Figure {
  return seriesFigure(series, options, {
    what: "a scatter chart",
    kind: "points",
    most: { each: 4_000, all: 12_000 },
    thin: thinPoints,
  });
}
