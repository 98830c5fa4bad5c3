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
/** Lines that a heading may take. */
const HEAD_LINES = 3;

/** The width of a column, and how far it may become less. */
interface Place {
  width: number;
  /** Where the heading takes all lines that it may. */
  readonly broken: number;
  /** Where the cells are cut, too. */
  readonly least: number;
}

/** Draws a table; columns that do not fit are left out and counted. */
export function tableText(layout: Layout, options: Required<TextOptions>): string[] {
  const { columns: width, colors } = options;
  const index = layout.rows.map(String);
  const places = [
    ...layout.numbered ? [{ name: "", numeric: true, cells: index }] : [],
    ...layout.columns,
  ].map((column) => ({ ...column, ...placeOf(column) }));
  const shown = fit(places, width);
  const line = (texts: readonly string[]) =>
    cut(
      shown.map(({ numeric, width }, i) =>
        pad(cut(texts[i]!, width), width, numeric ? "right" : "left")
      ).join(GAP).trimEnd(),
      width,
    );
  const heads = shown.map(({ name, width }) => headLines(name, width));
  const height = layout.columns.length === 0 ? 0 : Math.max(...heads.map(({ length }) => length));
  const lines = Array.from({ length: height }, (_, i) => {
    // At the bottom, beside the cells.
    const texts = heads.map((head) => head[i - height + head.length] ?? "");
    return paint(line(texts), "bold", colors);
  });
  layout.rows.forEach((_, row) => {
    if (row === layout.gap) lines.push(paint("…", "dim", colors));
    lines.push(line(shown.map(({ cells }) => cells[row]!)));
  });
  const note = tableNote(layout, shown.length - (layout.numbered ? 1 : 0));
  lines.push(...wrap(note, width, " × ").map((part) => paint(part, "dim", colors)));
  return lines;
}

function placeOf(
  { name, numeric, cells }: { name: string; numeric: boolean; cells: readonly string[] },
): Place {
  const values = Math.max(1, ...cells.map(widthOf));
  const width = Math.max(values, widthOf(name));
  let broken = Math.max(values, ...name.split(" ").map(widthOf));
  while (broken < width && brokenLines(name, broken).length > HEAD_LINES) broken++;
  // Half a number or half a shape would be another one.
  const fixed = numeric || cells.every((cell) => /^(\[[^\s\]]*\])?$/.test(cell));
  return { width, broken, least: fixed ? broken : Math.min(broken, NARROW) };
}

function brokenLines(name: string, width: number): string[] {
  return wrap(name.split(" ").filter((word) => word !== ""), width, " ");
}

/** A heading on as few lines as it needs at a width, cut where these are too many. */
function headLines(name: string, width: number): string[] {
  if (widthOf(name) <= width) return [name];
  const lines = brokenLines(name, width);
  if (lines.length <= HEAD_LINES) return lines;
  const rest = lines.slice(HEAD_LINES - 1).join(" ");
  return [...lines.slice(0, HEAD_LINES - 1), cut(rest, width)];
}

/** The first columns that fit, as narrow as they must be; the first two always do. */
function fit<T extends Place>(columns: readonly T[], width: number): T[] {
  // No column is narrower than a character and its gap.
  const most = Math.ceil(width / (GAP.length + 1)) + 1;
  for (let count = Math.min(columns.length, most);; count--) {
    const some = columns.slice(0, count).map((column) => ({ ...column }));
    shrink(some, width, "broken");
    shrink(some, width, "least");
    if (count <= 2 || total(some.map((column) => column.width)) <= width) return some;
  }
}

/** Makes columns narrower, the widest first, until all fit or none may become less. */
function shrink(columns: readonly Place[], width: number, to: "broken" | "least"): void {
  for (;;) {
    const over = total(columns.map((column) => column.width)) - width;
    const [first, second] = columns.filter((column) => column.width > column[to])
      .sort((a, b) => b.width - a.width);
    if (over <= 0 || first === undefined) return;
    // Down to the next one at most, and on from there by turns.
    const next = Math.min(second?.width ?? 0, first.width - 1);
    first.width = Math.max(first[to], next, first.width - over);
  }
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}
