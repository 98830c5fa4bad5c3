/**
 * Lines as rows of small bars.
 *
 * @module
 */

import type { TextOptions } from "../../mime_bundle.ts";
import { cut, pad, widthOf } from "../../text/fit.ts";
import { numberText } from "../../text/number_text.ts";
import { printable } from "../../text/printable.ts";
import { extent, sparkline } from "../../text/sparkline.ts";
import type { Axis, Place, SeriesMarks } from "../panel.ts";

const MAX_NAME = 32;
const MAX_BARS = 60;

/** One line for each series: its course, its lowest and highest value, its last one. */
export function linesText(
  series: readonly SeriesMarks[],
  { columns }: Required<TextOptions>,
  axis: Axis,
): string[] {
  const names = series.map(({ name }) => cut(printable(name), MAX_NAME));
  const nameWidth = Math.max(0, ...names.map(widthOf));
  const facts = series.map(({ y }) => {
    const [low, high] = extent(y);
    const last = y.findLast(Number.isFinite) ?? NaN;
    return `${numberText(low)} to ${numberText(high)}, last ${numberText(last)}`;
  });
  const room = Math.min(MAX_BARS, columns - nameWidth - 4 - Math.max(0, ...facts.map(widthOf)));
  // Series of one chart are as long as each other, whatever they have of points.
  const count = Math.min(room, Math.max(...series.map(({ y }) => y.length)));
  return series.map(({ x, y }, i) => {
    const values = axis.scale === "log" ? y.map((value) => value > 0 ? Math.log(value) : NaN) : y;
    const bars = room < 4 ? "" : sparkline(course(x, values, count));
    const parts = [nameWidth > 0 ? pad(names[i]!, nameWidth) : "", bars, facts[i]!];
    return cut(parts.filter((part) => part !== "").join("  "), columns);
  });
}

/** The mean height of a line in each of `count` equal parts of its width. */
function course(x: readonly Place[], y: readonly number[], count: number): number[] {
  const numeric = x.every((place, i) =>
    typeof place === "number" && place >= Number(x[i - 1] ?? -Infinity)
  );
  const places = numeric ? x as readonly number[] : y.map((_, i) => i);
  const [first, last] = [places[0]!, places.at(-1)!];
  const sums = new Array<number>(count).fill(0);
  const counts = new Array<number>(count).fill(0);
  places.forEach((place, i) => {
    if (!Number.isFinite(y[i]!)) return;
    const share = last > first ? (place - first) / (last - first) : 0;
    const part = Math.min(count - 1, Math.floor(share * count));
    sums[part]! += y[i]!;
    counts[part]!++;
  });
  const means = sums.map((sum, i) => counts[i] === 0 ? NaN : sum / counts[i]!);
  // A gap stays one only where points are missing, not where they are far from each other.
  return y.length < count || numeric && y.every(Number.isFinite) ? bridged(means) : means;
}

/** Straight lines over gaps between numbers. */
function bridged(values: number[]): number[] {
  let before = -1;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    for (let gap = before + 1; before >= 0 && gap < i; gap++) {
      const share = (gap - before) / (i - before);
      values[gap] = values[before]! + (value - values[before]!) * share;
    }
    before = i;
  });
  return values;
}
