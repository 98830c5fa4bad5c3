/**
 * Charts in characters.
 *
 * @module
 */

import type { TextOptions } from "../mime_bundle.ts";
import { cut } from "../text/fit.ts";
import { paint } from "../text/paint.ts";
import { printable } from "../text/printable.ts";
import { barsText } from "./text/bars_text.ts";
import { heatText } from "./text/heat_text.ts";
import { linesText } from "./text/lines_text.ts";
import { pointsText } from "./text/points_text.ts";
import { type Axis, heatOf, type Panel, seriesOf } from "./panel.ts";
import type { FigureParts } from "./figure.ts";

/** Draws a chart within a number of columns. */
export function chartText(parts: FigureParts, options: Required<TextOptions>): string {
  const { columns, colors } = options;
  const lines: string[] = [];
  const add = (text: string, style?: "bold" | "dim") => {
    const fitting = cut(printable(text), columns);
    lines.push(style ? paint(fitting, style, colors) : fitting);
  };
  if (parts.title !== "") add(parts.title, "bold");
  for (const panel of parts.panels) {
    if (panel.title !== "") add(panel.title, "bold");
    const drawn = panelText(panel, options);
    if (drawn.length === 0) add("no data");
    else lines.push(...drawn);
    const axes = [axisText("x", panel.x), axisText("y", panel.y)].filter((text) => text !== "");
    if (axes.length > 0) add(axes.join("; "), "dim");
    for (const { x, y, text } of panel.annotations ?? []) {
      const place = [x, y].flatMap((one, i) => one === undefined ? [] : [`${"xy"[i]} = ${one}`]);
      add(`${place.join(", ")}: ${text}`, "dim");
    }
    for (const note of panel.notes) add(note, "dim");
  }
  return lines.join("\n");
}

function axisText(name: string, { title, scale }: Axis): string {
  if (title === "") return "";
  return `${name}: ${title}${scale === "log" ? " (log)" : ""}`;
}

function panelText(panel: Panel, options: Required<TextOptions>): string[] {
  const heat = heatOf(panel);
  if (heat) return heatText(panel, heat, options);
  const series = seriesOf(panel).filter(({ y }) => y.some(Number.isFinite));
  if (series.length === 0) return [];
  if (series.some(({ kind }) => kind === "points")) return pointsText(panel, series, options);
  const bars = series.filter(({ kind }) => kind === "bars");
  const lines = series.filter(({ kind }) => kind === "line");
  return [...barsText(bars, options), ...linesText(lines, options, panel.y)];
}
