/**
 * Clouds of points, one character for each series.
 *
 * @module
 */

import type { TextOptions } from "../../mime_bundle.ts";
import { cut, pad } from "../../text/fit.ts";
import { printable } from "../../text/printable.ts";
import { axisScale } from "../svg/axis_scale.ts";
import type { Panel, SeriesMarks } from "../panel.ts";

const SIGNS = "●○▲△■□◆◇";
const ROWS = 12;

/** Draws points, and lines as points, into a frame of characters. */
export function pointsText(
  panel: Panel,
  series: readonly SeriesMarks[],
  { columns }: Required<TextOptions>,
): string[] {
  const width = Math.max(4, Math.min(64, columns - 14));
  const numbers = series.flatMap((marks) =>
    marks.x.filter((place): place is number => typeof place === "number")
  );
  const x = axisScale(panel.x, { values: numbers, range: [0, width - 1], count: 4 });
  const heights = series.flatMap((marks) => [...marks.y]);
  const y = axisScale(panel.y, { values: heights, range: [ROWS - 1, 0], count: 4 });
  const rows = Array.from({ length: ROWS }, () => new Array<string>(width).fill(" "));
  series.forEach((marks, i) => {
    marks.y.forEach((value, point) => {
      const [column, row] = [Math.round(x.at(marks.x[point]!)), Math.round(y.at(value))];
      const line = rows[row];
      if (line !== undefined && column >= 0 && column < width) line[column] = sign(i);
    });
  });
  const labels = new Map(y.ticks.map(({ place, label }) => [Math.round(y.at(place)), label]));
  const lines = rows.map((row, i) =>
    cut(`${pad(cut(labels.get(i) ?? "", 9), 9, "right")} │${row.join("").trimEnd()}`, columns)
  );
  const [first, last] = [x.ticks[0]?.label ?? "", x.ticks.at(-1)?.label ?? ""];
  lines.push(cut(`${" ".repeat(10)}└${"─".repeat(width)}`, columns));
  const ends = cut(first, width) + pad(last, Math.max(0, width - first.length), "right");
  lines.push(cut(`${" ".repeat(11)}${ends}`, columns));
  const names = series.flatMap(({ name }, i) =>
    name === "" ? [] : [`${sign(i)} ${printable(name)}`]
  );
  return names.length === 0 ? lines : [...lines, cut(names.join("  "), columns)];
}

function sign(series: number): string {
  return SIGNS[series % SIGNS.length]!;
}
