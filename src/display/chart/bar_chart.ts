/**
 * Bars.
 *
 * @module
 */

import type { Figure } from "./figure.ts";
import { type ChartOptions, seriesFigure, type SeriesInput } from "./series.ts";

/**
 * A chart of bars, side by side where there are several series; the first 200 of each, and 1,000 in all, are
 * shown.
 *
 * @param series Numbers alone, or series with names and places.
 * @param options Titles, axes and looks.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When a series has not as many places as numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const chart = display.barChart({ x: ["cat", "dog"], y: [1, 2] });
 * assertEquals(chart.toText({ columns: 16 }), "cat  ████      1\ndog  ████████  2");
 * ```
 */
export function barChart(series: SeriesInput, options: ChartOptions = {}): Figure {
  return seriesFigure(series, options, {
    what: "a bar chart",
    kind: "bars",
    most: { each: 200, all: 1_000 },
    thin: ({ x, y }, limit) => {
      const length = Math.min(limit, y.length);
      return {
        x: Array.from({ length }, (_, i) => x === undefined ? i : x[i]!),
        y: Array.from({ length }, (_, i) => y[i]!),
      };
    },
  });
}
