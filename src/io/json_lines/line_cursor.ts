/**
 * Blocks of lines of text.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import { decoded } from "../table/decoded_bytes.ts";
import { type Block, type BlockCursor, rowBlock } from "../table/block.ts";
import { type ByteStream, inputName, openBytes, type TableInput } from "../table/byte_input.ts";
import type { Row } from "../table/column.ts";
import { PlaceError } from "../table/place_error.ts";
import { cutLines, RecordBlocks } from "../table/record_blocks.ts";

/** How lines are read. */
export interface LineOptions {
  /** What the bytes mean, as `TextDecoder` calls it; utf-8 unless told. */
  readonly encoding?: string;
  /** Bytes read at a time; 4 MiB unless told. */
  readonly blockBytes?: number;
  /** Bytes that a line has at most; 64 MiB unless told. */
  readonly maxRecordBytes?: number;
}

/** Makes a row of a line; undefined for lines that are none. The number counts from 1. */
export type RowOfLine = (line: string, number: number) => Row | undefined;

/** Rows made of the lines of one input. */
export class LineCursor implements BlockCursor {
  readonly #input: TableInput;
  readonly #options: LineOptions;
  readonly #rowOf: RowOfLine;
  #place: { readonly at: number; readonly line: number };
  #reading: Promise<{ stream: ByteStream; blocks: RecordBlocks }> | undefined;

  /** Begins at a place that another told. */
  constructor(
    source: {
      readonly input: TableInput;
      readonly options: LineOptions;
      readonly rowOf: RowOfLine;
    },
    place: JsonValue | undefined,
  ) {
    this.#input = source.input;
    this.#options = source.options;
    this.#rowOf = source.rowOf;
    const { at = 0, line = 0 } = (place ?? {}) as { at?: number; line?: number };
    if (!Number.isSafeInteger(at) || !Number.isSafeInteger(line)) throw new PlaceError(place);
    this.#place = { at, line };
  }

  place(): JsonValue {
    return this.#place;
  }

  async #open() {
    const { encoding = "utf-8", blockBytes = 4 << 20, maxRecordBytes = 64 << 20 } = this.#options;
    const { at } = this.#place;
    const stream = /^utf-?8$/i.test(encoding)
      ? await openBytes(this.#input, at)
      : await decoded(this.#input, encoding, at);
    const name = inputName(this.#input);
    const rule = { name, at, blockBytes, maxRecordBytes, cut: cutLines };
    return { stream, blocks: new RecordBlocks(stream, rule) };
  }

  async next(): Promise<Block | undefined> {
    const { blocks } = await (this.#reading ??= this.#open());
    while (true) {
      const bytes = await blocks.next();
      if (bytes === undefined) return undefined;
      const lines = this.#text(bytes).split("\n");
      // What the last end of line is followed by is the next block.
      if (lines.at(-1) === "") lines.pop();
      const rows: Row[] = [];
      for (const [i, line] of lines.entries()) {
        const text = line.endsWith("\r") ? line.slice(0, -1) : line;
        const row = this.#rowOf(text, this.#place.line + i + 1);
        if (row !== undefined) rows.push(row);
      }
      this.#place = { at: blocks.at, line: this.#place.line + lines.length };
      if (rows.length > 0) return rowBlock(rows);
    }
  }

  #text(bytes: Uint8Array): string {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: this.#place.at > 0 });
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new SyntaxError(
        `Cannot read ${inputName(this.#input)} from line ${
          this.#place.line + 1
        } on: it is not UTF-8 ` +
          'text; give its encoding, such as "windows-1252"',
        { cause },
      );
    }
  }

  async close(): Promise<void> {
    const reading = this.#reading;
    if (reading === undefined) return;
    this.#reading = undefined;
    await (await reading).stream.close();
  }
}
