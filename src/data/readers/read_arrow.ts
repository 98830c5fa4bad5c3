/**
 * Arrow's files and streams as a data set.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { type ArrowOptions, arrowReaders } from "../../io/arrow/arrow.ts";
import type { TableInput } from "../../io/table/byte_input.ts";
import { expandInputs } from "../../io/table/expand_inputs.ts";
import { filesReader } from "../../io/table/files_reader.ts";
import { TableDataset } from "./table_dataset.ts";

/** How Arrow's files become a data set. */
export interface ReadArrowOptions extends ArrowOptions {
  /** Rows per batch of `columnBatches()`; 65,536 unless told. */
  readonly batchSize?: number;
}

const READ_ARROW_OPTIONS: OptionNames<ReadArrowOptions> = {
  batchSize: true,
  columns: true,
  maxBatchBytes: true,
  maxBytes: true,
};

/**
 * Reads Arrow's IPC files (Feather 2) and streams batch by batch, also packed ones (LZ4, Zstandard).
 *
 * @param input A path, a pattern such as `data/*.arrow`, an address, bytes, a stream, or several.
 * @param options Which columns, and how large a batch of the file may be.
 * @returns Rows, or columns; nothing is read before somebody iterates.
 * @throws {SyntaxError} While reading: a file that is none of Arrow's, cut off or damaged, by name.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const cutOff = data.readArrow(new Uint8Array([255, 255, 255, 255, 16, 1, 0, 0, 16]));
 * await assertRejects(() => cutOff.columns(), SyntaxError, "cut off");
 * ```
 */
export function readArrow(
  input: TableInput | readonly TableInput[],
  options: ReadArrowOptions = {},
): TableDataset {
  requireOptions("Cannot read Arrow", options, READ_ARROW_OPTIONS);
  const { batchSize, ...rules } = options;
  return new TableDataset(filesReader(arrowReaders(expandInputs(input), rules)), batchSize);
}

/** A frame of Polars, or anything else that writes itself as an Arrow file. */
export interface FrameLike {
  /** The frame as the bytes of an Arrow file or stream. */
  writeIPC(): Uint8Array;
}

/**
 * The rows of a frame of Polars, of whatever version.
 *
 * @param frame The frame.
 * @param options Which columns.
 * @returns Rows, or columns.
 * @throws {TypeError} When it is no frame.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { data } from "tensaur";
 *
 * // With `import pl from "npm:nodejs-polars"`: data.fromFrame(pl.DataFrame({ x: [1, 2] }))
 * assertThrows(() => data.fromFrame({} as data.FrameLike), TypeError, "wanted a frame");
 * ```
 */
export function fromFrame(frame: FrameLike, options: ReadArrowOptions = {}): TableDataset {
  if (typeof frame?.writeIPC !== "function") {
    throw new TypeError(
      "Cannot make a data set: wanted a frame of Polars, with a method writeIPC; data.from takes " +
        "arrays and columns",
    );
  }
  return readArrow(frame.writeIPC(), options);
}
