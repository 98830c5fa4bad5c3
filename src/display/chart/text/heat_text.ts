/**
 * Tables of numbers in characters: written out where they fit, else as shades.
 *
 * @module
 */

import type { TextOptions } from "../../mime_bundle.ts";
import { cut, pad, widthOf } from "../../text/fit.ts";
import { numberText } from "../../text/number_text.ts";
import { printable } from "../../text/printable.ts";
import { extent } from "../../text/sparkline.ts";
import type { HeatMarks, Panel } from "../panel.ts";
import { thinTable } from "../thin.ts";

const MAX_LABEL = 14;
const MAX_ROWS = 24;
const SHADES = " ░▒▓█";

/** Draws a heat map. */
export function heatText(
  panel: Panel,
  { values }: HeatMarks,
  { columns }: Required<TextOptions>,
): string[] {
  if (values.length === 0 || values[0]!.length === 0) return [];
  return written(panel, values, columns) ?? shaded(values, columns);
}

function written(
  panel: Panel,
  values: readonly (readonly number[])[],
  columns: number,
): string[] | undefined {
  if (values.length > MAX_ROWS) return undefined;
  const label = (name: string) => cut(printable(name), MAX_LABEL);
  const cells = values.map((row) => row.map((value) => numberText(value, 3)));
  const names = (panel.y.labels ?? panel.y.categories).map(label);
  const heads = (panel.x.labels ?? panel.x.categories).map(label);
  const first = Math.max(...names.map(widthOf));
  const widths = heads.map((head, x) =>
    Math.max(widthOf(head), ...cells.map((row) => row[x]!.length))
  );
  if (first + widths.reduce((sum, width) => sum + width + 2, 0) > columns) return undefined;
  const line = (name: string, row: readonly string[]) =>
    [pad(name, first), ...row.map((cell, x) => pad(cell, widths[x]!, "right"))].join("  ");
  return [line("", heads), ...cells.map((row, y) => line(names[y]!, row))];
}

function shaded(values: readonly (readonly number[])[], columns: number): string[] {
  const { values: few } = thinTable(values, Math.min(columns, MAX_ROWS * 2));
  const [low, high] = extent(few.flat());
  const lines = few.map((row) =>
    row.map((value) => {
      if (!Number.isFinite(value)) return "?";
      const share = high > low ? (value - low) / (high - low) : 0.5;
      // Only the lowest is blank: what is there is seen, however little it is.
      return SHADES[Math.ceil(share * (SHADES.length - 1))]!;
    }).join("").trimEnd()
  );
  return [...lines, cut(`blank is ${numberText(low)}, █ is ${numberText(high)}`, columns)];
}
