/**
 * Grid, labels and titles of a panel.
 *
 * @module
 */

import { cut } from "../../text/fit.ts";
import { printable } from "../../text/printable.ts";
import { escapeHtml } from "../../../core/escape_html.ts";
import type { Panel } from "../panel.ts";
import type { Template } from "../template.ts";
import type { AxisScale } from "./axis_scale.ts";
import { element, textWidth } from "./element.ts";

/** The pixels that data is drawn in. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels of tick labels. */
export const LABEL = 11;
const TITLE = 12;

/** Whether the labels below a panel must be turned to have place. */
export function isTurned({ ticks }: AxisScale, width: number): boolean {
  const place = width / Math.max(1, ticks.length);
  return ticks.some(({ label }) => textWidth(label, LABEL) + 6 > place);
}

/** Pixels that turned labels need below the panel. */
export function turnedHeight({ ticks }: AxisScale): number {
  return 8 + 0.6 * Math.max(0, ...ticks.map(({ label }) => textWidth(label, LABEL)));
}

/** Draws everything around the data. */
export function drawAxes(
  panel: Panel,
  drawn: { area: Area; x: AxisScale; y: AxisScale; left: number; bottom: number },
  template: Template,
): string {
  const { area, x, y } = drawn;
  const parts: string[] = [];
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string) =>
    element("line", { x1, y1, x2, y2, stroke });
  const text = (content: string, attributes: Record<string, string | number | undefined>) =>
    element(
      "text",
      { fill: template.text, "font-size": LABEL, ...attributes },
      escapeHtml(content),
    );
  for (const { place, label } of y.ticks) {
    const at = y.at(place);
    if (panel.y.scale !== "category") {
      parts.push(line(area.left, at, area.right, at, template.grid));
    }
    parts.push(text(label, { x: area.left - 6, y: at + 4, "text-anchor": "end" }));
  }
  const turned = panel.x.scale === "category" && isTurned(x, area.right - area.left);
  for (const { place, label } of x.ticks) {
    const at = x.at(place);
    if (panel.x.scale !== "category") {
      parts.push(line(at, area.top, at, area.bottom, template.grid));
    }
    parts.push(
      turned
        ? text(label, {
          "text-anchor": "end",
          transform: `translate(${Math.round(at + 4)} ${Math.round(area.bottom + 12)}) rotate(-35)`,
        })
        : text(label, { x: at, y: area.bottom + 16, "text-anchor": "middle" }),
    );
  }
  parts.push(line(area.left, area.bottom, area.right, area.bottom, template.text));
  const [middle, center] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
  const width = area.right - area.left;
  const fitting = (title: string, pixels: number, size: number) =>
    cut(printable(title), Math.floor(pixels / (size * 0.58)));
  if (panel.x.title !== "") {
    parts.push(text(fitting(panel.x.title, width, TITLE), {
      x: middle,
      y: drawn.bottom - 8,
      "text-anchor": "middle",
      "font-size": TITLE,
    }));
  }
  if (panel.y.title !== "") {
    parts.push(text(fitting(panel.y.title, area.bottom - area.top, TITLE), {
      transform: `translate(${Math.round(drawn.left + 12)} ${Math.round(center)}) rotate(-90)`,
      "text-anchor": "middle",
      "font-size": TITLE,
    }));
  }
  if (panel.title !== "") {
    parts.push(text(fitting(panel.title, width, TITLE + 1), {
      x: middle,
      y: area.top - 8,
      "text-anchor": "middle",
      "font-size": TITLE + 1,
      "font-weight": "bold",
    }));
  }
  return parts.join("");
}
