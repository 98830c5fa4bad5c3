/**
 * JSON lines as a data set.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { type JsonLinesOptions, jsonLinesReaders } from "../../io/json_lines/json_lines.ts";
import type { TableInput } from "../../io/table/byte_input.ts";
import { expandInputs } from "../../io/table/expand_inputs.ts";
import { filesReader } from "../../io/table/files_reader.ts";
import { TableDataset } from "./table_dataset.ts";

/** How JSON lines become a data set. */
export interface ReadJsonLinesOptions extends JsonLinesOptions {
  /** Rows per batch of `columnBatches()`; 65,536 unless told. */
  readonly batchSize?: number;
}

const READ_JSON_LINES_OPTIONS: OptionNames<ReadJsonLinesOptions> = {
  batchSize: true,
  columns: true,
  encoding: true,
  blockBytes: true,
  maxRecordBytes: true,
};

/**
 * Reads JSON lines, an object per line; blank lines are left out. In columns numbers are float64. Whole
 * numbers that a number would round are bigints.
 *
 * @param input A path, a pattern such as `data/*.jsonl`, an address, bytes, a stream, or several; gzip
 *   is unpacked.
 * @param options Which fields, and how much at a time.
 * @returns Rows, or columns; nothing is read before somebody iterates.
 * @throws {SyntaxError} While reading: a line that is no object of JSON, with file and line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const lines = new TextEncoder().encode('{"text":"good","label":1}\n{"text":"bad","label":0}\n');
 * const reviews = data.readJsonLines(lines);
 * assertEquals(await reviews.map(({ label }) => label).toArray(), [1, 0]);
 * ```
 */
export function readJsonLines(
  input: TableInput | readonly TableInput[],
  options: ReadJsonLinesOptions = {},
): TableDataset {
  requireOptions("Cannot read JSON lines", options, READ_JSON_LINES_OPTIONS);
  const { batchSize, ...rules } = options;
  return new TableDataset(filesReader(jsonLinesReaders(expandInputs(input), rules)), batchSize);
}
