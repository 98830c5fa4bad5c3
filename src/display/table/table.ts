/**
 * Tables.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { type Columns, columnsOf } from "./columns.ts";
import { layOut } from "./layout.ts";
import { tableHtml } from "./table_html.ts";
import { tableText } from "./table_text.ts";

/** How much of a table is shown: whatever is asked for, at most 200 columns and 5,000 cells. */
export interface TableOptions {
  /** Rows, half of them from the end; 20 unless told. */
  readonly maxRows?: number;
  /** Columns; 30 unless told, in a terminal those that fit. */
  readonly maxColumns?: number;
  /** Whether the rows are numbered; true unless told. */
  readonly rowNumbers?: boolean;
  /** What a row is, for the line below; `"row"` unless told, and then the columns are counted, too. */
  readonly unit?: string;
}

/** Rows and columns, of which the first and last rows and the first columns are shown. */
export class Table implements View {
  readonly #columns: Columns;
  readonly #limit: { rows: number; columns: number };
  readonly #numbered: boolean;
  readonly #unit: string | undefined;

  /**
   * Takes columns; nothing is read before it is shown.
   *
   * @param columns What the table holds.
   * @param options How much of it is shown.
   * @throws {RangeError} When a limit is no positive integer.
   */
  constructor(columns: Columns, options: TableOptions = {}) {
    const { maxRows = 20, maxColumns = 30, rowNumbers = true } = options;
    for (const [name, value] of Object.entries({ maxRows, maxColumns })) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new RangeError(
        `Cannot show a table: ${name} must be a positive integer, current value is ${value}`,
      );
    }
    this.#columns = columns;
    this.#numbered = rowNumbers;
    this.#unit = options.unit;
    this.#limit = { rows: maxRows, columns: maxColumns };
  }

  /** The table as text. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    return tableText(this.#layout, { columns, colors }).join("\n");
  }

  /** The table as HTML and text. */
  [DISPLAY](): MimeBundle {
    return {
      "text/html": tableHtml(this.#layout),
      "text/plain": this.toText(),
    };
  }

  get #layout() {
    return layOut(this.#columns, { ...this.#limit, numbered: this.#numbered, unit: this.#unit });
  }
}

/**
 * A table of an array of objects or arrays, an object of arrays, or a frame of Polars or Arrow.
 *
 * @param value Where rows and columns come from.
 * @param options How much of it is shown.
 * @returns The table, for `show` or as the last value of a cell.
 * @throws {TypeError} When the value is no table.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { table } from "./table.ts";
 *
 * const people = table([{ name: "Ada", born: 1815 }, { name: "Alan", born: 1912 }]);
 * assertEquals(
 *   people.toText(),
 *   "   name  born\n0  Ada   1815\n1  Alan  1912\n2 rows × 2 columns",
 * );
 * ```
 */
export function table(value: unknown, options: TableOptions = {}): Table {
  // Rows that a filter left none of: no columns are known, and it is a table all the same.
  const none = Array.isArray(value) && value.length === 0;
  const columns = none ? { columns: [], rows: 0 } : columnsOf(value);
  if (columns === undefined) {
    throw new TypeError(
      "Cannot show a table: wanted an array of objects or arrays, an object of arrays, or a frame " +
        `of Polars or Arrow, got ${Deno.inspect(value, { depth: 0 }).slice(0, 100)}`,
    );
  }
  return new Table(columns, options);
}
