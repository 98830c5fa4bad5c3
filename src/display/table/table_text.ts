/**
 * Tables in terminals.
 *
 * @module
 */

import { cut, pad, widthOf, wrap } from "../text/fit.ts";
import { paint } from "../text/paint.ts";
import type { TextOptions } from "../mime_bundle.ts";
import { type Layout, tableNote } from "./layout.ts";

const GAP = "  ";
/** A column of text gets no narrower than this to make room for others. */
const NARROW = 12;

/** The width of a column, and whether it may become less. */
interface Place {
  width: number;
  readonly fixed: boolean;
}

/** Draws a table; columns that do not fit are left out and counted. */
export function tableText(layout: Layout, options: Required<TextOptions>): string[] {
  const { columns: width, colors } = options;
  const index = layout.rows.map(String);
  const places = [
    ...layout.numbered ? [{ name: "", numeric: true, cells: index }] : [],
    ...layout.columns,
  ].map((column) => ({
    ...column,
    width: widest(column),
    // Half a number or half a shape would be another one.
    fixed: column.numeric || column.cells.every((cell) => /^(\[[^\s\]]*\])?$/.test(cell)),
  }));
  const shown = fit(places, width);
  const line = (row: number | undefined) =>
    shown.map(({ name, numeric, cells, width }) =>
      pad(cut(row === undefined ? name : cells[row]!, width), width, numeric ? "right" : "left")
    ).join(GAP).trimEnd();
  const lines = layout.columns.length === 0
    ? []
    : [paint(cut(line(undefined), width), "bold", colors)];
  layout.rows.forEach((_, row) => {
    if (row === layout.gap) lines.push(paint("…", "dim", colors));
    lines.push(cut(line(row), width));
  });
  const note = tableNote(layout, shown.length - (layout.numbered ? 1 : 0));
  lines.push(...wrap(note, width, " × ").map((part) => paint(part, "dim", colors)));
  return lines;
}

function widest({ name, cells }: { name: string; cells: readonly string[] }): number {
  return Math.max(1, widthOf(name), ...cells.map(widthOf));
}

/** The first columns that fit, of text as narrow as they must be; the first two always do. */
function fit<T extends Place>(columns: readonly T[], width: number): T[] {
  // No column is narrower than a character and its gap.
  const most = Math.ceil(width / (GAP.length + 1)) + 1;
  for (let count = Math.min(columns.length, most);; count--) {
    const some = columns.slice(0, count).map((column) => ({ ...column }));
    shrink(some, width);
    if (count <= 2 || total(some.map((column) => column.width)) <= width) return some;
  }
}

/** Makes columns of text narrower, the widest first, until all fit or none is left. */
function shrink(columns: readonly Place[], width: number): void {
  for (;;) {
    const over = total(columns.map((column) => column.width)) - width;
    const wide = columns.filter((column) => !column.fixed && column.width > NARROW)
      .sort((a, b) => b.width - a.width);
    const [first, second] = wide;
    if (over <= 0 || first === undefined) return;
    first.width = Math.max(NARROW, second?.width ?? 0, first.width - over);
    if (second !== undefined && first.width === second.width && over > 0) first.width--;
  }
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}
