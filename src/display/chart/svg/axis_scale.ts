/**
 * From values to pixels.
 *
 * @module
 */

import { scaleLinear, scaleLog } from "../../../deps/d3_scale.ts";
import { numberText } from "../../text/number_text.ts";
import { printable } from "../../text/printable.ts";
import { cut } from "../../text/fit.ts";
import { extent } from "../../text/sparkline.ts";
import type { Axis, Place } from "../panel.ts";

/** An axis in pixels. */
export interface AxisScale {
  /** The pixel of a place; NaN for what is not on the axis. */
  readonly at: (place: Place) => number;
  /** What is labelled. */
  readonly ticks: readonly { readonly place: Place; readonly label: string }[];
  /** Pixels of one category. */
  readonly band: number;
}

/** Characters of a category's name. */
const MAX_LABEL = 18;

/**
 * Lays values out between two pixels.
 *
 * @param axis Title, scale and categories.
 * @param data The values that must be there, the pixels of both ends, and how many labels fit.
 */
export function axisScale(
  axis: Axis,
  data: { values: Iterable<number>; range: readonly [number, number]; count: number },
): AxisScale {
  const { range: [from, to], count } = data;
  if (axis.scale === "category") {
    const { categories } = axis;
    const band = (to - from) / Math.max(1, categories.length);
    const index = new Map(categories.map((name, i) => [name, i]));
    const every = Math.max(1, Math.ceil(categories.length / Math.max(1, count)));
    return {
      at: (place) => from + band * ((index.get(String(place)) ?? NaN) + 0.5),
      ticks: categories.flatMap((place, i) =>
        i % every === 0
          ? [{ place, label: cut(printable(axis.labels?.[i] ?? place), MAX_LABEL) }]
          : []
      ),
      band: Math.abs(band),
    };
  }
  const log = axis.scale === "log";
  const ends = axis.covers ?? widened(extent(log ? positive(data.values) : data.values), log);
  const scale = (log ? scaleLog() : scaleLinear()).domain(ends).range([from, to]);
  if (axis.covers === undefined && !axis.whole) scale.nice(count);
  const ticks = log ? logTicks(scale.domain(), count) : scale.ticks(count);
  // Side by side `10B` and `1e55` would be two languages.
  const text = log && ticks.at(-1)! / ticks[0]! > 1e9 ? powerText : tickText;
  return {
    at: (place) => {
      const value = Number(place);
      if (!Number.isFinite(value) || log && value <= 0) return NaN;
      return scale(Math.max(-HUGE, Math.min(HUGE, value)));
    },
    ticks: ticks.filter((place) => !axis.whole || Number.isInteger(place))
      .map((place) => ({ place, label: text(place) })),
    band: 0,
  };
}

/** Short enough to stand beside others: `20K`, `1.5M`. */
function tickText(value: number): string {
  const size = Math.abs(value);
  if (size < 1e4 || size >= 1e15) return numberText(value, 6);
  return value.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 4 });
}

/** A power of ten: `0.01`, `1`, `100`, `1e10`. */
function powerText(value: number): string {
  return value >= 0.01 && value <= 100 ? String(value) : value.toExponential().replace("e+", "e");
}

function* positive(values: Iterable<number>): Iterable<number> {
  for (const value of values) if (value > 0) yield value;
}

/** Beyond these, sums and differences of numbers are infinite or zero. */
const [TINY, HUGE] = [1e-300, 1e300];

/** Ends that are apart, and whose distance is a number. */
function widened([least, most]: readonly [number, number], log: boolean): [number, number] {
  if (Number.isNaN(least)) return log ? [1, 10] : [0, 1];
  const within = (value: number) => Math.max(log ? TINY : -HUGE, Math.min(HUGE, value));
  const [low, high] = [within(least), within(most)];
  if (log) return low < high ? [low, high] : [low / 2, high * 2];
  if (high - low > TINY) return [low, high];
  const some = Math.abs(low) / 10 || 1;
  return [low - some, high + some];
}

/** Powers of ten, fewer where there are many, and 2 and 5 between where there are few. */
function logTicks([low, high]: readonly [number, number], count: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.max(1, Math.ceil((last - first) / count));
  const factors = last - first <= Math.max(2, count / 3) ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) {
    for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}
