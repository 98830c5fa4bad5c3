/**
 * How numbers are spread.
 *
 * @module
 */

import { countText, numberText } from "../text/number_text.ts";
import { countBins, statistics } from "../tensor/statistics.ts";
import { Figure } from "./figure.ts";
import { type Numbers, numbersOf } from "./given_numbers.ts";
import { axisOf } from "./panel.ts";
import type { ChartOptions } from "./series.ts";

/** Looks and bins of a histogram. */
export interface HistogramOptions extends ChartOptions {
  /** Number of bars, 1 to 200; as many as suit the count of the numbers unless told. */
  readonly bins?: number;
}

/**
 * A chart of how often numbers fall into equal parts of their range; all of them are counted.
 *
 * @param given The numbers, in an array or a tensor; NaN and infinities are counted in a note.
 * @param options Titles, bins and looks.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {RangeError} When the number of bins is out of range.
 * @throws {TypeError} When what is given is neither an array nor a tensor of numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const chart = display.histogram([1, 1, 2, 3], { bins: 2 });
 * assertEquals(chart.toPlotly().data[0]!.y, [2, 2]);
 * ```
 */
export function histogram(given: Numbers, options: HistogramOptions = {}): Figure {
  const values = numbersOf(given);
  if (!(values?.length >= 0)) {
    throw new TypeError(
      `Cannot draw a histogram: wanted numbers in an array or a tensor, got ${typeof values}`,
    );
  }
  const { min, max, count, nan, infinite } = statistics(values);
  const { bins = Math.max(1, Math.min(60, Math.ceil(Math.sqrt(count)))) } = options;
  if (!Number.isInteger(bins) || bins < 1 || bins > 200) {
    throw new RangeError(
      `Cannot draw a histogram: bins must be an integer from 1 to 200, current value is ${bins}`,
    );
  }
  // Equal numbers stand in the middle of a range of their own.
  const [low, high] = min < max ? [min, max] : [min - 0.5, max + 0.5];
  const width = (high - low) / bins;
  const counts = countBins(values, { low, high, bins });
  const left = [
    nan > 0 ? `${countText(nan)} NaN` : "",
    infinite > 0 ? `${countText(infinite)} infinite` : "",
  ].filter(Boolean).join(" and ");
  const empty = count === nan + infinite;
  return new Figure([{
    title: "",
    x: axisOf(options.x),
    y: axisOf({ title: "count", ...options.y }),
    ...options.annotations !== undefined && { annotations: options.annotations },
    marks: empty ? [] : [{
      kind: "bars",
      name: "",
      x: counts.map((_, bin) => Number((low + width * (bin + 0.5)).toPrecision(6))),
      y: counts,
      color: 0,
      dashed: false,
      barWidth: width,
    }],
    notes: [
      empty ? "" : `${countText(count)} values in bars of ${numberText(width)}`,
      left === "" ? "" : `${left} left out`,
    ].filter(Boolean),
  }], options);
}
