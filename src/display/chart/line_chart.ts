/**
 * Lines.
 *
 * @module
 */

import type { Figure } from "./figure.ts";
import { type ChartOptions, type MarkRules, seriesFigure, type SeriesInput } from "./series.ts";
import { thinLine } from "./thin.ts";

/** How lines are drawn. */
export const LINES: MarkRules = {
  what: "a line chart",
  kind: "line",
  most: { each: 2_000, all: 12_000 },
  thin: thinLine,
};

/**
 * A chart of one line or more; of a long line its peaks stay.
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
 * const chart = display.lineChart([3, 2, 1], { title: "Loss" });
 * assertEquals(chart.toText(), "Loss\n█▅▁  1 to 3, last 1");
 * ```
 */
export function lineChart(series: SeriesInput, options: ChartOptions = {}): Figure {
  return seriesFigure(series, options, LINES);
}
