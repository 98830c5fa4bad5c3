/**
 * The part of a table that is shown, as text.
 *
 * @module
 */

import { countText } from "../text/number_text.ts";
import { readable } from "../text/readable.ts";
import { cellText, isNumeric, numberTexts, shortened } from "./cell_text.ts";
import type { Columns } from "./columns.ts";

/** One column that is shown. */
export interface LaidOutColumn {
  /** Its heading. */
  readonly name: string;
  /** Whether it stands at the right, as numbers do. */
  readonly numeric: boolean;
  /** One text per row that is shown. */
  readonly cells: readonly string[];
}

/** The part of a table that is shown. */
export interface Layout {
  /** From left to right. */
  readonly columns: readonly LaidOutColumn[];
  /** Numbers of the rows that are shown, from 0. */
  readonly rows: readonly number[];
  /** Whether these numbers stand in front. */
  readonly numbered: boolean;
  /** How many of these come before the rows that are left out; undefined when none are. */
  readonly gap: number | undefined;
  /** How much there is in all. */
  readonly all: { readonly rows: number; readonly columns: number };
  /** What a row is, where that was told. */
  readonly unit: string | undefined;
}

/** What is shown whatever is asked for: a table of this takes less than 1 MB of HTML. */
const MAX_COLUMNS = 200;
const MAX_CELLS = 5_000;
const MAX_TEXT = 100_000;

/** Reads the first and last rows and the first columns of a table. */
export function layOut(
  table: Columns,
  limit: { rows: number; columns: number; numbered: boolean; unit: string | undefined },
): Layout {
  const width = Math.min(table.columns.length, limit.columns, MAX_COLUMNS);
  const height = Math.max(2, Math.floor(MAX_CELLS / Math.max(1, width)));
  const { rows, gap } = shownRows(table.rows, Math.min(limit.rows, height));
  const characters = Math.max(8, Math.min(100, Math.floor(MAX_TEXT / (width * rows.length))));
  const columns = table.columns.slice(0, width).map(({ name, at }) => {
    const values = rows.map((row) => valueAt(at, row));
    const numeric = isNumeric(values);
    const cells = numeric
      ? numberTexts(values)
      : values.map((value) => cellText(value, characters));
    return { name: shortened(name), numeric, cells };
  });
  const all = { rows: table.rows, columns: table.columns.length };
  return { columns, rows, gap, all, unit: limit.unit, numbered: limit.numbered };
}

/** How many rows and columns there are in all, and how many of them are shown. */
export function tableNote({ columns, rows, all, unit }: Layout, shown = columns.length): string[] {
  return [
    amount(all.rows, rows.length, unit ?? "row"),
    ...unit === undefined || shown < all.columns ? [amount(all.columns, shown, "column")] : [],
  ];
}

/** How much there is of something, and how much of it is shown, such as `20 of 10,000 rows`. */
export function amount(all: number, shown: number, unit: string): string {
  const units = `${countText(all)} ${unit}${all === 1 ? "" : "s"}`;
  return shown < all ? `${countText(shown)} of ${units}` : units;
}

/** What stands in a cell; where its code throws, that. */
function valueAt(at: (row: number) => unknown, row: number): unknown {
  let value: unknown;
  const failed = readable(() => {
    value = at(row);
    return "";
  });
  return failed === "" ? value : failed;
}

function shownRows(all: number, limit: number): { rows: number[]; gap: number | undefined } {
  if (all <= limit) return { rows: Array.from({ length: all }, (_, i) => i), gap: undefined };
  const head = Math.ceil(limit / 2);
  const rows = Array.from({ length: limit }, (_, i) => i < head ? i : all - limit + i);
  return { rows, gap: head };
}
