/**
 * Whole charts as drawings.
 *
 * @module
 */

import { escapeHtml } from "../../../core/escape_html.ts";
import { cut } from "../../text/fit.ts";
import { printable } from "../../text/printable.ts";
import type { FigureParts } from "../figure.ts";
import { type SeriesMarks, seriesOf } from "../panel.ts";
import { pointSymbol, seriesColor, type Template } from "../template.ts";
import { drawPanel } from "./draw_panel.ts";
import { pointPath } from "./draw_series.ts";
import { drawing, element, textWidth } from "./element.ts";

const SIDE = 10;
const TITLE = 16;
const LEGEND = 12;
const LEGEND_LINE = 20;
/** Lines of the legend; what is left out is counted. */
const MAX_LEGEND = 5;

/** Draws a chart as SVG that needs no style, script or font of its own. */
export function drawFigure(parts: FigureParts, template: Template): string {
  const { width, height, panels, columns } = parts;
  const title = cut(printable(parts.title), Math.floor((width - 2 * SIDE) / (TITLE * 0.58)));
  const heading = title === "" ? "" : element("text", {
    x: SIDE,
    y: 26,
    "font-size": TITLE,
    "font-weight": "bold",
    fill: template.text,
  }, escapeHtml(title));
  const start = title === "" ? 6 : 38;
  const { drawn: legend, bottom } = drawLegend(
    panels.flatMap(seriesOf),
    { top: start, width },
    template,
  );
  const notes = [...new Set(panels.flatMap((panel) => panel.notes))].join("; ");
  const note = notes === "" ? "" : element("text", {
    x: width - SIDE,
    y: height - 6,
    "text-anchor": "end",
    "font-size": 10,
    fill: template.text,
  }, escapeHtml(cut(printable(notes), Math.floor((width - 2 * SIDE) / 5.8))));
  const wide = (width - 2 * SIDE) / columns;
  const tall = (height - (notes === "" ? 4 : 18) - bottom) / Math.ceil(panels.length / columns);
  const drawn = panels.map((panel, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const [left, top] = [SIDE + column * wide, bottom + row * tall];
    return drawPanel(panel, { left, top, right: left + wide, bottom: top + tall }, template);
  }).join("");
  const label = title === "" ? "Chart" : title;
  return drawing(
    { width, height, label },
    element("rect", { width, height, fill: template.background }) + heading + legend + drawn + note,
  );
}

/** Draws the names of the series, each once, on as many lines as they need. */
function drawLegend(
  series: readonly SeriesMarks[],
  place: { top: number; width: number },
  template: Template,
): { drawn: string; bottom: number } {
  const named = series.filter(({ name }) => name !== "");
  const once = named.filter(({ name }, i) => named.findIndex((one) => one.name === name) === i);
  if (once.length === 0) return { drawn: "", bottom: place.top };
  let [x, y, last] = [SIDE, place.top, SIDE];
  const parts: string[] = [];
  const text = (content: string, left: number) =>
    element("text", {
      x: left,
      y: y + 12,
      "font-size": LEGEND,
      fill: template.text,
    }, escapeHtml(content));
  for (const marks of once) {
    const name = cut(printable(marks.name), 40);
    const wide = 26 + textWidth(name, LEGEND) + 16;
    if (x > SIDE && x + wide > place.width - SIDE) {
      if (y >= place.top + (MAX_LEGEND - 1) * LEGEND_LINE) {
        // In place of the last name, which may have taken the whole line.
        parts.pop();
        parts.push(text(`… ${once.length - parts.length} more`, last));
        break;
      }
      [x, y] = [SIDE, y + LEGEND_LINE];
    }
    last = x;
    parts.push(drawKey(marks, { x, y }, template) + text(name, x + 26));
    x += wide;
  }
  return { drawn: parts.join(""), bottom: y + LEGEND_LINE };
}

/** What a series looks like, in front of its name. */
function drawKey(
  { kind, color: index, dashed: asked }: SeriesMarks,
  { x, y }: { readonly x: number; readonly y: number },
  template: Template,
): string {
  const { color, dashed } = seriesColor(template, index);
  if (kind === "line") {
    return element("line", {
      x1: x,
      x2: x + 20,
      y1: y + 8,
      y2: y + 8,
      stroke: color,
      "stroke-width": 3,
      "stroke-dasharray": dashed || asked ? "6 4" : undefined,
    });
  }
  const symbol = kind === "points" ? pointSymbol(template, index) : "square";
  return symbol === "circle"
    ? element("circle", { cx: x + 10, cy: y + 8, r: 5, fill: color })
    : element("path", { d: pointPath(symbol, [x + 10, y + 8], 4), fill: color });
}
