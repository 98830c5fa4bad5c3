/**
 * Parquet files as a data set.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { type ParquetOptions, parquetReaders } from "../../io/parquet/parquet.ts";
import type { TableInput } from "../../io/table/byte_input.ts";
import { expandInputs } from "../../io/table/expand_inputs.ts";
import { filesReader } from "../../io/table/files_reader.ts";
import { TableDataset } from "./table_dataset.ts";

/** How Parquet files become a data set. */
export interface ReadParquetOptions extends ParquetOptions {
  /** Rows per batch of `columnBatches()`; 65,536 unless told. */
  readonly batchSize?: number;
}

const READ_PARQUET_OPTIONS: OptionNames<ReadParquetOptions> = {
  batchSize: true,
  columns: true,
  blockBytes: true,
  maxBytes: true,
};

/**
 * Reads Parquet files, a few row groups at a time. Lists of numbers of one length become arrays
 * `[rows, length]`, others arrays or lists of their own; fields objects; bytes `Uint8Array`s; decimals
 * float64.
 *
 * @param input A path, a pattern such as `data/train-*.parquet`, an address, bytes, or several.
 * @param options Which columns, and how much at a time.
 * @returns Rows, or columns; nothing is read before somebody iterates.
 * @throws {SyntaxError} While reading: a file that is no Parquet, cut off or damaged, by name.
 * @throws {TypeError} While reading: a file without a column that is wanted.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const cutOff = data.readParquet(new TextEncoder().encode("PAR1 and nothing more"));
 * await assertRejects(() => cutOff.columns(), SyntaxError, "it is cut off");
 * ```
 */
export function readParquet(
  input: TableInput | readonly TableInput[],
  options: ReadParquetOptions = {},
): TableDataset {
  requireOptions("Cannot read Parquet", options, READ_PARQUET_OPTIONS);
  const { batchSize, ...rules } = options;
  return new TableDataset(filesReader(parquetReaders(expandInputs(input), rules)), batchSize);
}
