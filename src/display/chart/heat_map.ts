/**
 * Tables of numbers as colours.
 *
 * @module
 */

import { categoryNames } from "./category_names.ts";
import type * as tf from "../../engine/tf.ts";
import { Figure } from "./figure.ts";
import { rowsOf } from "./given_numbers.ts";
import { axisOf } from "./panel.ts";
import type { ChartOptions } from "./series.ts";
import { thinTable } from "./thin.ts";
import { countText } from "../text/number_text.ts";

const MAX_SIDE = 100;

/** Labels and looks of a heat map. */
export interface HeatMapOptions extends ChartOptions {
  /** Names of the columns; their numbers unless told. */
  readonly columnNames?: readonly string[];
  /** Names of the rows; their numbers unless told. */
  readonly rowNames?: readonly string[];
  /** Whether the numbers stand in the squares; true for at most 12 × 12 unless told. */
  readonly written?: boolean;
}

/**
 * A chart of a table of numbers, the first row at the top: dark to bright, and blue to red where there
 * are both signs. Of large tables the means of blocks are shown.
 *
 * @param given Row by row, or a tensor with two axes.
 * @param options Names, titles and looks.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When there are no rows, or not as many names as rows or columns.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const chart = display.heatMap([[1, 2], [3, 4]], { rowNames: ["a", "b"] });
 * assertEquals(chart.toText(), "   0  1\na  1  2\nb  3  4");
 * ```
 */
export function heatMap(
  given: readonly ArrayLike<number>[] | tf.Tensor,
  options: HeatMapOptions = {},
): Figure {
  const values = rowsOf(given);
  if (!Array.isArray(values) || values.some((row) => !(row?.length >= 0))) {
    throw new TypeError(
      "Cannot draw a heat map: wanted an array of rows of numbers, or a tensor with two axes, got " +
        Deno.inspect(given, { depth: 1 }).slice(0, 100),
    );
  }
  const width = Math.max(0, ...values.map((row) => row.length));
  const { rowNames, columnNames } = options;
  checkNames(rowNames, values.length, "row");
  checkNames(columnNames, width, "column");
  const { values: shown, tall, wide } = thinTable(values, MAX_SIDE);
  const names = (given: readonly string[] | undefined, count: number, step: number) =>
    Array.from({ length: count }, (_, i) => given?.[i * step] ?? String(i * step));
  const [rows, columns] = [shown.length, shown[0]?.length ?? 0];
  const { written = rows <= 12 && columns <= 12 } = options;
  return new Figure([{
    title: "",
    x: axisOf(options.x, categoryNames(names(columnNames, columns, wide))),
    y: axisOf(options.y, categoryNames(names(rowNames, rows, tall))),
    ...options.annotations !== undefined && { annotations: options.annotations },
    marks: [{ kind: "heat", values: shown, written }],
    notes: tall * wide > 1
      ? [
        `means of blocks of ${tall} × ${wide} of ${countText(values.length)} × ${countText(width)}`,
      ]
      : [],
  }], options);
}

function checkNames(names: readonly string[] | undefined, count: number, what: string): void {
  if (names === undefined || names.length === count) return;
  throw new TypeError(
    `Cannot draw a heat map: wanted a name for each of ${count} ${what}s, got ${names.length}`,
  );
}
