/**
 * Lines of text as a data set.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { LineOptions } from "../../io/json_lines/line_cursor.ts";
import { textReaders } from "../../io/json_lines/text_lines.ts";
import type { TableInput } from "../../io/table/byte_input.ts";
import { expandInputs } from "../../io/table/expand_inputs.ts";
import { filesReader } from "../../io/table/files_reader.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { TableDataset } from "./table_dataset.ts";

const LINE_OPTIONS: OptionNames<LineOptions> = {
  encoding: true,
  blockBytes: true,
  maxRecordBytes: true,
};

/**
 * Reads lines of text, without their ends.
 *
 * @param input A path, a pattern such as `books/*.txt`, an address, bytes, a stream, or several; gzip is
 *   unpacked.
 * @param options Encoding, and how long a line may be.
 * @returns The lines; nothing is read before somebody iterates.
 * @throws {SyntaxError} While reading: text of another encoding.
 * @throws {RangeError} While reading: a line of more than `maxRecordBytes`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const lines = data.readText(new TextEncoder().encode("one\r\ntwo\n"));
 * assertEquals(await lines.toArray(), ["one", "two"]);
 * ```
 */
export function readText(
  input: TableInput | readonly TableInput[],
  options: LineOptions = {},
): Dataset<string> {
  return textTable(input, options).map(({ text }) => text as string);
}

/** Lines as rows with the one field `text`. */
export function textTable(
  input: TableInput | readonly TableInput[],
  options: LineOptions = {},
): TableDataset {
  requireOptions("Cannot read text", options, LINE_OPTIONS);
  return new TableDataset(filesReader(textReaders(expandInputs(input), options)));
}
