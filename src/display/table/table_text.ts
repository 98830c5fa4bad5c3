/**
 * Tables in terminals.
 *
 * @module
 */

import { cut, pad, widthOf } from "../text/fit.ts";
import { paint } from "../text/paint.ts";
import type { TextOptions } from "../mime_bundle.ts";
import type { Layout } from "./layout.ts";

const GAP = "  ";
/** A column of text gets no narrower than this to make room for others. */
const NARROW = 12;

/** Draws a table; columns that do not fit are left out and counted. */
export function tableText(layout: Layout, options: Required<TextOptions>): string[] {
  const { columns: width, colors } = options;
  const index = layout.rows.map(String);
  const places = [
    ...layout.numbered ? [{ name: "", numeric: true, cells: index }] : [],
    ...layout.columns,
  ].map((column) => ({ ...column, width: widest(column) }));
  shrink(places, width);
  const fitting = fit(places.map((place) => place.width), width);
  const shown = places.slice(0, fitting);
  const line = (row: number | undefined) =>
    shown.map(({ name, numeric, cells, width }) =>
      pad(cut(row === undefined ? name : cells[row]!, width), width, numeric ? "right" : "left")
    ).join(GAP).trimEnd();
  const lines = [paint(cut(line(undefined), width), "bold", colors)];
  layout.rows.forEach((_, row) => {
    if (row === layout.gap) lines.push(paint("…", "dim", colors));
    lines.push(cut(line(row), width));
  });
  const left = places.length - fitting;
  const more = left > 0 ? `; ${left} more to the right` : "";
  lines.push(paint(cut(layout.note + more, width), "dim", colors));
  return lines;
}

function widest({ name, cells }: { name: string; cells: readonly string[] }): number {
  return Math.max(1, widthOf(name), ...cells.map(widthOf));
}

/** Makes columns of text narrower, the widest first, until the table fits or none is left. */
function shrink(columns: { numeric: boolean; width: number }[], width: number): void {
  for (;;) {
    const over = total(columns.map((column) => column.width)) - width;
    const wide = columns.filter((column) => !column.numeric && column.width > NARROW)
      .sort((a, b) => b.width - a.width);
    const [first, second] = wide;
    if (over <= 0 || first === undefined) return;
    first.width = Math.max(NARROW, second?.width ?? 0, first.width - over);
    if (second !== undefined && first.width === second.width && over > 0) first.width--;
  }
}

/** How many columns fit; the first two always do. */
function fit(widths: readonly number[], width: number): number {
  let count = widths.length;
  while (count > 2 && total(widths.slice(0, count)) > width) count--;
  return count;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}
