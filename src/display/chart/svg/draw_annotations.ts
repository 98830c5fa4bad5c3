/**
 * Remarks over the data.
 *
 * @module
 */

import { escapeHtml } from "../../../core/escape_html.ts";
import { cut } from "../../text/fit.ts";
import { printable } from "../../text/printable.ts";
import type { Panel } from "../panel.ts";
import type { Template } from "../template.ts";
import type { AxisScale } from "./axis_scale.ts";
import type { Area } from "./draw_axes.ts";
import { element, textWidth } from "./element.ts";

const FONT = 11;
const MAX_TEXT = 40;

/** Draws lines across a panel and points in it, each with its text. */
export function drawAnnotations(
  { annotations = [] }: Panel,
  { area, x, y }: { area: Area; x: AxisScale; y: AxisScale },
  template: Template,
): string {
  const line = (ends: Record<"x1" | "y1" | "x2" | "y2", number>) =>
    element("line", { ...ends, stroke: template.text, "stroke-dasharray": "4 3" });
  return annotations.map((one) => {
    const text = cut(printable(one.text), MAX_TEXT);
    const left = one.x === undefined ? undefined : x.at(one.x);
    const top = one.y === undefined ? undefined : y.at(one.y);
    // Not on the axis: below zero on a log axis, or no category of it.
    if (Number.isNaN(left) || Number.isNaN(top)) return "";
    if (left === undefined) {
      if (top === undefined) return "";
      const place = { x: area.right - 4, y: Math.max(area.top + 10, top - 5), end: true };
      return line({ x1: area.left, x2: area.right, y1: top, y2: top }) +
        written(text, place, template);
    }
    // Text that would leave the panel stands on the other side.
    const end = left + 8 + textWidth(text, FONT) > area.right;
    const beside = left + (end ? -7 : 7);
    if (top === undefined) {
      return line({ x1: left, x2: left, y1: area.top, y2: area.bottom }) +
        written(text, { x: beside, y: area.top + 12, end }, template);
    }
    const ring = { fill: "none", stroke: template.text, "stroke-width": 1.5 };
    return element("circle", { cx: left, cy: top, r: 5, ...ring }) +
      written(text, { x: beside, y: Math.max(area.top + 10, top - 6), end }, template);
  }).join("");
}

function written(
  text: string,
  { x, y, end }: { readonly x: number; readonly y: number; readonly end: boolean },
  { text: fill, background }: Template,
): string {
  return element("text", {
    x,
    y,
    "text-anchor": end ? "end" : undefined,
    "font-size": FONT,
    fill,
    // Readable over lines.
    stroke: background,
    "stroke-width": 3,
    "paint-order": "stroke",
  }, escapeHtml(text));
}
