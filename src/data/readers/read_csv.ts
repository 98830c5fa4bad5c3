/**
 * Comma-separated text as a data set.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { type CsvOptions, csvReaders } from "../../io/csv/csv.ts";
import type { TableInput } from "../../io/table/byte_input.ts";
import { expandInputs } from "../../io/table/expand_inputs.ts";
import { filesReader } from "../../io/table/files_reader.ts";
import { TableDataset } from "./table_dataset.ts";

/** How comma-separated text becomes a data set. */
export interface ReadCsvOptions extends CsvOptions {
  /** Rows per batch of `columnBatches()`; 65,536 unless told. */
  readonly batchSize?: number;
}

const READ_CSV_OPTIONS: OptionNames<ReadCsvOptions> = {
  batchSize: true,
  columns: true,
  dtypes: true,
  separator: true,
  quote: true,
  header: true,
  nullValues: true,
  inferRows: true,
  encoding: true,
  blockBytes: true,
  maxRecordBytes: true,
};

/**
 * Reads comma-separated text: RFC 4180, ends of lines of either kind, a byte order mark, gzip, quoted
 * fields with ends of lines. Types that nobody gave are found out from the first rows, as Polars does;
 * an empty field is missing, a quoted empty one an empty text; blank lines are left out unless there is
 * one column.
 *
 * @param input A path, a pattern such as `data/*.csv`, an address, bytes, a stream, or several.
 * @param options Columns, types, separator, header, and what stands for missing values.
 * @returns Rows, or columns; nothing is read before somebody iterates.
 * @throws {SyntaxError} While reading: a row of another number of fields, text that is not UTF-8, names
 *   that stand twice, gzip that is cut off, each with file and line.
 * @throws {TypeError} While reading: a value that is not of its column's type, with file and line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const text = new TextEncoder().encode("area;price\n60;120.5\n75;NA\n");
 * const houses = data.readCsv(text, { separator: ";", nullValues: ["NA"] });
 * assertEquals(await houses.toArray(), [{ area: 60, price: 120.5 }, { area: 75, price: NaN }]);
 * ```
 */
export function readCsv(
  input: TableInput | readonly TableInput[],
  options: ReadCsvOptions = {},
): TableDataset {
  requireOptions("Cannot read comma-separated text", options, READ_CSV_OPTIONS);
  const { batchSize, ...rules } = options;
  return new TableDataset(filesReader(csvReaders(expandInputs(input), rules)), batchSize);
}
