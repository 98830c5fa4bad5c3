/**
 * Parquet files as blocks of columns.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { JsonValue } from "../../core/json_value.ts";
import { loadPolars, type PolarsFrame } from "../../deps/polars.ts";
import { type Block, type BlockCursor, type BlockReader, columnBlock } from "../table/block.ts";
import { inputName, pathOf, type TableInput } from "../table/byte_input.ts";
import { openRandom } from "../table/random_access.ts";
import { frameColumns } from "../table/frame_columns.ts";
import { PlaceError } from "../table/place_error.ts";
import { type ParquetFooter, readFooter, type RowRange } from "./parquet_footer.ts";

/** How Parquet files are read. */
export interface ParquetOptions {
  /** Which columns, in the order wanted; all unless told. Others are not read. */
  readonly columns?: readonly string[];
  /** Bytes of columns that are read at a time, about; 32 MiB unless told. */
  readonly blockBytes?: number;
  /** Bytes of a file that is not on disk and so read into memory; 4 GiB unless told. */
  readonly maxBytes?: number;
}

/** Reads one range of rows of one file. */
interface OpenParquet {
  readonly footer: ParquetFooter;
  read(range: RowRange): Promise<PolarsFrame>;
}

/**
 * Readers of Parquet files that have the same columns.
 *
 * @param inputs Files.
 * @param options Which columns, and how much at a time.
 */
export function parquetReaders(
  inputs: readonly TableInput[],
  options: ParquetOptions = {},
): BlockReader[] {
  const names: { first?: readonly string[] } = {};
  return inputs.map((input) => ({
    name: inputName(input),
    open: (place) => new ParquetCursor(() => openParquet(input, options, names), input, place),
    rows: async () => (await openParquet(input, options, names)).footer.rows,
  }));
}

async function openParquet(
  input: TableInput,
  options: ParquetOptions,
  names: { first?: readonly string[] },
): Promise<OpenParquet> {
  const { columns, blockBytes = 32 << 20, maxBytes = 4 * 2 ** 30 } = options;
  const path = pathOf(input);
  const polars = await loadPolars();
  const file = await openRandom(input, maxBytes);
  const footer = await readFooter(file, blockBytes, columns).finally(() =>
    path === undefined ? undefined : file.close()
  );
  names.first ??= footer.names;
  const wanted = columns ?? names.first;
  const missing = wanted.find((name) => !footer.names.includes(name));
  if (missing !== undefined || footer.names.length !== names.first.length) {
    throw new TypeError(
      `Cannot read ${file.name}: wanted the columns of the first file, ${
        names.first.join(", ")
      }, ` +
        `found ${footer.names.join(", ")}`,
    );
  }
  if (path !== undefined) {
    const lazy = polars.scanParquet(path, { glob: false }).select(...wanted);
    return { footer, read: ({ start, size }) => lazy.slice(start, size).collect() };
  }
  const bytes = await file.read(0, file.size);
  let whole: PolarsFrame;
  try {
    const buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    whole = polars.readParquet(buffer, { columns: [...wanted] }).select(...wanted);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read ${file.name}: ${(cause as Error).message}; it is damaged, get it again`,
      { cause },
    );
  }
  return { footer, read: ({ start, size }) => Promise.resolve(whole.slice(start, size)) };
}

class ParquetCursor implements BlockCursor {
  readonly #open: () => Promise<OpenParquet>;
  readonly #input: TableInput;
  #row: number;
  #file: Promise<OpenParquet> | undefined;
  /** The range after the last, which the engine reads on threads of its own meanwhile. */
  #ahead: { readonly start: number; readonly frame: Promise<PolarsFrame> } | undefined;

  constructor(open: () => Promise<OpenParquet>, input: TableInput, place: JsonValue | undefined) {
    const row = place ?? 0;
    if (!Number.isSafeInteger(row) || (row as number) < 0) throw new PlaceError(place);
    this.#open = open;
    this.#input = input;
    this.#row = row as number;
  }

  place(): JsonValue {
    return this.#row;
  }

  async next(): Promise<Block | undefined> {
    const file = await (this.#file ??= this.#open());
    const { ranges, rows } = file.footer;
    if (rows === 0 && this.#row === 0 && this.#ahead === undefined) {
      const frame = this.#read(file, { start: 0, size: 0 });
      this.#ahead = { start: 0, frame };
      return columnBlock(await frameColumns(await frame));
    }
    const index = ranges.findIndex(({ start, size }) => this.#row < start + size);
    if (index < 0) return undefined;
    const range = ranges[index]!;
    const wanted = { start: this.#row, size: range.start + range.size - this.#row };
    const frame = this.#ahead?.start === wanted.start
      ? this.#ahead.frame
      : this.#read(file, wanted);
    const after = ranges[index + 1];
    const got = await frame;
    this.#ahead = after && { start: after.start, frame: this.#read(file, after) };
    if (got.height !== wanted.size) {
      throw new SyntaxError(
        `Cannot read ${
          inputName(this.#input)
        }: it says that it has ${rows} rows, but they end at ` +
          `${wanted.start + got.height}; it is damaged`,
      );
    }
    this.#row = wanted.start + wanted.size;
    return columnBlock(await frameColumns(got));
  }

  #read(file: OpenParquet, range: RowRange): Promise<PolarsFrame> {
    const frame = file.read(range).catch((cause) => {
      throw new SyntaxError(
        `Cannot read ${
          inputName(this.#input)
        }, rows from ${range.start} on: ${cause.message}; it is ` +
          "damaged, get it again",
        { cause },
      );
    });
    // Heard when its turn comes; until then it is nobody's failure.
    frame.catch(() => {});
    return frame;
  }

  async close(): Promise<void> {
    await this.#ahead?.frame.catch(() => {});
    this.#ahead = undefined;
    this.#file = undefined;
  }
}
