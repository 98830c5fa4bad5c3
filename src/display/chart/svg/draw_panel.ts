/**
 * One coordinate system with its data.
 *
 * @module
 */

import { type Axis, heatOf, type Panel, type SeriesMarks, seriesOf } from "../panel.ts";
import type { Template } from "../template.ts";
import { type AxisScale, axisScale } from "./axis_scale.ts";
import { drawAnnotations } from "./draw_annotations.ts";
import { type Area, drawAxes, isTurned, LABEL, turnedHeight } from "./draw_axes.ts";
import { COLOR_BAR, drawHeat } from "./draw_heat.ts";
import { drawSeries } from "./draw_series.ts";
import { element, textWidth } from "./element.ts";

/** Pixels for each label along an axis. */
const PER_LABEL = { x: 80, y: 44 };

/** Draws a panel within `frame`, labels and titles included. */
export function drawPanel(panel: Panel, frame: Area, template: Template): string {
  const heat = heatOf(panel);
  const series = seriesOf(panel);
  const right = frame.right - (heat && heat.bar !== false ? COLOR_BAR : 18);
  const top = frame.top + (panel.title === "" ? 8 : 28);
  const x = (from: number, to: number) =>
    axisScale(panel.x, {
      values: [...places(series), ...annotated(panel, "x")],
      range: [from, to],
      count: (to - from) / perLabel(panel.x),
    });
  // How much room labels need depends on the scale, and the scale on the room: one round settles it.
  const rough = x(frame.left + 60, right);
  const turned = panel.x.scale === "category" && isTurned(rough, right - frame.left - 60);
  const bottom = frame.bottom - (panel.x.title === "" ? 6 : 26) -
    (turned ? turnedHeight(rough) : 18);
  const y = axisScale(panel.y, {
    values: [...heights(series), ...annotated(panel, "y")],
    range: heat ? [top, bottom] : [bottom, top],
    count: (bottom - top) / (panel.y.scale === "category" ? 14 : PER_LABEL.y),
  });
  const labels = Math.max(20, ...y.ticks.map(({ label }) => textWidth(label, LABEL)));
  const left = frame.left + labels + 12 + (panel.y.title === "" ? 4 : 20);
  const area = { left, top, right, bottom };
  const scaled = { x: x(left, right), y };
  const axes = drawAxes(
    panel,
    { area, ...scaled, left: frame.left, bottom: frame.bottom },
    template,
  );
  const remarks = drawAnnotations(panel, { area, ...scaled }, template);
  if (heat) return drawHeat(heat, area, template) + axes + remarks;
  const drawn = series.length === 0 || series.every(({ y }) => y.length === 0)
    ? element("text", {
      x: (left + right) / 2,
      y: (top + bottom) / 2,
      "text-anchor": "middle",
      fill: template.text,
    }, "no data")
    : drawAll(series, { ...scaled, floor: bottom }, template);
  return axes + drawn + remarks;
}

/** Pixels that a label of the x axis needs; names are turned where they are too long for it. */
function perLabel({ scale, categories, labels = categories }: Axis): number {
  if (scale !== "category") return PER_LABEL.x;
  return labels.every((name) => /^\d+$/.test(name)) ? 40 : 16;
}

function drawAll(
  series: readonly SeriesMarks[],
  place: { x: AxisScale; y: AxisScale; floor: number },
  template: Template,
): string {
  const bars = series.filter(({ kind }) => kind === "bars");
  const points = series.reduce((sum, { kind, y }) => kind === "points" ? sum + y.length : sum, 0);
  const radius = points > 2_000 ? 1.5 : points > 500 ? 2 : 3;
  return series.map((marks) => {
    const bar = { index: bars.indexOf(marks), count: bars.length };
    return drawSeries(marks, { ...place, bar, radius }, template);
  }).join("");
}

/** Numbers that annotations stand at. */
function annotated({ annotations = [] }: Panel, side: "x" | "y"): number[] {
  return annotations.flatMap(({ [side]: place }) => typeof place === "number" ? [place] : []);
}

function* places(series: readonly SeriesMarks[]): Iterable<number> {
  for (const { x, kind, barWidth = 0.8 } of series) {
    for (const place of x) {
      if (typeof place !== "number") continue;
      if (kind === "bars") {
        yield place - barWidth / 2;
        yield place + barWidth / 2;
      } else yield place;
    }
  }
}

function* heights(series: readonly SeriesMarks[]): Iterable<number> {
  for (const { y, kind } of series) {
    yield* y;
    if (kind === "bars" && y.length > 0) yield 0;
  }
}
