/**
 * Lines, points and bars.
 *
 * @module
 */

import type { SeriesMarks } from "../panel.ts";
import { pointSymbol, seriesColor, type Template } from "../template.ts";
import type { AxisScale } from "./axis_scale.ts";
import { element, round } from "./element.ts";

/** Where a series is drawn. */
export interface SeriesPlace {
  readonly x: AxisScale;
  readonly y: AxisScale;
  /** Pixel of the bottom, where bars stand that have no zero. */
  readonly floor: number;
  /** Half the width of points, in pixels. */
  readonly radius: number;
  /** Which of the panel's bar series this is, and how many there are. */
  readonly bar: { readonly index: number; readonly count: number };
}

/** Draws one series. */
export function drawSeries(marks: SeriesMarks, place: SeriesPlace, template: Template): string {
  if (marks.kind === "bars") return drawBars(marks, place, template);
  return marks.kind === "line"
    ? drawLine(marks, place, template)
    : drawPoints(marks, place, template);
}

function* pixels(marks: SeriesMarks, { x, y }: SeriesPlace): Iterable<[number, number]> {
  for (let i = 0; i < marks.y.length; i++) yield [x.at(marks.x[i]!), y.at(marks.y[i]!)];
}

function drawLine(marks: SeriesMarks, place: SeriesPlace, template: Template): string {
  const { color, dashed } = seriesColor(template, marks.color);
  let path = "";
  let alone: [number, number] | undefined;
  const dots: string[] = [];
  const dot = ([cx, cy]: [number, number]) =>
    dots.push(element("circle", { cx, cy, r: 3, fill: color }));
  let drawing = false;
  for (const point of pixels(marks, place)) {
    const there = Number.isFinite(point[0]) && Number.isFinite(point[1]);
    // A point between two gaps would be a line of no length.
    if (!there && alone) dot(alone);
    alone = there && !drawing ? point : undefined;
    if (there) path += `${drawing ? "L" : "M"}${round(point[0])} ${round(point[1])}`;
    drawing = there;
  }
  if (alone) dot(alone);
  const line = path === "" ? "" : element("path", {
    d: path,
    fill: "none",
    stroke: color,
    "stroke-width": 2,
    "stroke-linejoin": "round",
    "stroke-dasharray": dashed || marks.dashed ? "6 4" : undefined,
  });
  return line + dots.join("");
}

function drawPoints(marks: SeriesMarks, place: SeriesPlace, template: Template): string {
  const { color } = seriesColor(template, marks.color);
  const symbol = pointSymbol(template, marks.color);
  const { radius } = place;
  // One path of dots is a third of as many circles.
  let path = "";
  for (const [x, y] of pixels(marks, place)) {
    if (Number.isFinite(x) && Number.isFinite(y)) path += pointPath(symbol, [x, y], radius);
  }
  if (path === "") return "";
  return symbol === "circle"
    ? element("path", {
      d: path,
      stroke: color,
      "stroke-width": 2 * radius,
      "stroke-linecap": "round",
      "stroke-opacity": 0.8,
    })
    : element("path", { d: path, fill: color, "fill-opacity": 0.8 });
}

/** One point; circles are the round ends of lines of no length, the others are filled. */
export function pointPath(
  symbol: ReturnType<typeof pointSymbol>,
  [x, y]: readonly [number, number],
  radius: number,
): string {
  if (symbol === "circle") return `M${round(x)} ${round(y)}h0`;
  const r = 1.25 * radius;
  const corners: Record<typeof symbol, readonly (readonly [number, number])[]> = {
    square: [[-r, -r], [r, -r], [r, r], [-r, r]],
    "triangle-up": [[0, -1.2 * r], [1.2 * r, r], [-1.2 * r, r]],
    diamond: [[0, -1.4 * r], [1.4 * r, 0], [0, 1.4 * r], [-1.4 * r, 0]],
  };
  return `M${corners[symbol].map(([dx, dy]) => `${round(x + dx)} ${round(y + dy)}`).join("L")}Z`;
}

function drawBars(marks: SeriesMarks, place: SeriesPlace, template: Template): string {
  const { color: fill } = seriesColor(template, marks.color);
  const { x, y, floor, bar } = place;
  const zero = Number.isFinite(y.at(0)) ? y.at(0) : floor;
  const bars: string[] = [];
  for (let i = 0; i < marks.y.length; i++) {
    const [center, top] = [x.at(marks.x[i]!), y.at(marks.y[i]!)];
    if (!Number.isFinite(center) || !Number.isFinite(top)) continue;
    const all = x.band > 0
      ? 0.8 * x.band
      : Math.abs(x.at(Number(marks.x[i]) + (marks.barWidth ?? 0.8)) - center);
    const width = Math.max(0.5, all / bar.count - (all > 6 ? 1 : 0));
    const left = center - all / 2 + (all / bar.count) * bar.index;
    const height = Math.abs(zero - top);
    bars.push(element("rect", { x: left, y: Math.min(zero, top), width, height, fill }));
  }
  return bars.join("");
}
