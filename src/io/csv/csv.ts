/**
 * Comma-separated text as blocks of columns.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import { loadPolars } from "../../deps/polars.ts";
import { type Block, type BlockCursor, type BlockReader, columnBlock } from "../table/block.ts";
import {
  type ByteStream,
  inputName,
  openBytes,
  pathOf,
  type TableInput,
} from "../table/byte_input.ts";
import { frameColumns } from "../table/frame_columns.ts";
import { PlaceError } from "../table/place_error.ts";
import { RecordBlocks } from "../table/record_blocks.ts";
import type { TableDType } from "../table/table_dtype.ts";
import { decoded } from "../table/decoded_bytes.ts";
import { CsvParser } from "./csv_parser.ts";
import { type CsvMarks, scanCsv } from "./csv_scan.ts";
import { type CsvSchema, readHeader } from "./csv_schema.ts";

/** How comma-separated text is read. */
export interface CsvOptions {
  /** Which columns, in the order wanted; all unless told. */
  readonly columns?: readonly string[];
  /** Element types by column; others are found out from the first rows. */
  readonly dtypes?: Readonly<Record<string, TableDType>>;
  /** Between fields; a comma unless told. */
  readonly separator?: string;
  /** Around fields with separators or ends of lines; `"` unless told, "" for none. */
  readonly quote?: string;
  /**
   * Whether the first row has the names of the columns, as it does unless told; false for `column_1`
   * and so on; or the names themselves, for text that has none.
   */
  readonly header?: boolean | readonly string[];
  /** Texts that stand for missing values, besides nothing. */
  readonly nullValues?: readonly string[];
  /** Rows from which types are found out; 10,000 unless told. */
  readonly inferRows?: number;
  /** What the bytes mean, as `TextDecoder` calls it; utf-8 unless told. */
  readonly encoding?: string;
  /** Bytes read at a time; 16 MiB unless told. */
  readonly blockBytes?: number;
  /** Bytes that a row has at most; 64 MiB unless told. */
  readonly maxRecordBytes?: number;
}

/** Bytes from which types are found out at least, if there are so many. */
const SAMPLE_BYTES = 1 << 20;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * A reader of comma-separated text. Types that are found out are those of its first block, and hold
 * for all that is read after it, whatever file it is in.
 *
 * @param inputs Files of the same columns.
 * @param options See there.
 */
export function csvReaders(
  inputs: readonly TableInput[],
  options: CsvOptions = {},
): BlockReader[] {
  const rule = new CsvRule(options, inputs[0]!);
  return inputs.map((input) => ({
    name: inputName(input),
    open: (place) => new CsvCursor(input, rule, place),
  }));
}

/** What holds for all files. */
class CsvRule {
  readonly options: CsvOptions;
  readonly marks: CsvMarks;
  readonly #first: TableInput;
  #schema: Promise<CsvSchema> | undefined;

  constructor(options: CsvOptions, first: TableInput) {
    const { separator = ",", quote = '"' } = options;
    this.options = options;
    this.#first = first;
    this.marks = {
      separator: byteOf("separator", separator),
      quote: quote === "" ? -1 : byteOf("quote", quote),
    };
  }

  blocks(input: TableInput, stream: ByteStream, at: number, least = 0): RecordBlocks {
    const { blockBytes = 16 << 20, maxRecordBytes = 64 << 20 } = this.options;
    return new RecordBlocks(stream, {
      name: inputName(input),
      at,
      blockBytes: Math.max(blockBytes, least),
      maxRecordBytes,
      cut: (bytes) => this.#cut(bytes),
    });
  }

  #cut(bytes: Uint8Array): number {
    const { quote } = this.marks;
    if (quote < 0 || bytes.indexOf(quote) < 0) return bytes.lastIndexOf(10) + 1;
    return scanCsv(bytes, this.marks).end;
  }

  open(input: TableInput, at: number): Promise<ByteStream> {
    const { encoding = "utf-8" } = this.options;
    return /^utf-?8$/i.test(encoding) ? openBytes(input, at) : decoded(input, encoding, at);
  }

  /**
   * Names and types, found out once.
   *
   * @param input The file that is being read.
   * @param begin Its first block, if it has enough rows; else the first file is opened anew.
   */
  schema(input: TableInput, begin?: Uint8Array): Promise<CsvSchema> {
    return this.#schema ??= input === this.#first && begin !== undefined
      ? this.#infer(begin)
      : this.#readSchema();
  }

  async #readSchema(): Promise<CsvSchema> {
    const stream = await this.open(this.#first, 0);
    try {
      const blocks = this.blocks(this.#first, stream, 0, SAMPLE_BYTES);
      return await this.#infer(await blocks.next());
    } finally {
      await stream.close();
    }
  }

  async #infer(bytes: Uint8Array = new Uint8Array()): Promise<CsvSchema> {
    const text = bytes.subarray(markSize(bytes));
    const header = readHeader(text, this.headerOptions(this.#first));
    const parser = new CsvParser(await loadPolars(), this);
    const place = { name: inputName(this.#first), line: header.lines };
    return parser.infer(text.subarray(header.size), header.names, place);
  }

  headerOptions(input: TableInput) {
    const { header = true } = this.options;
    return { header, marks: this.marks, name: inputName(input) };
  }
}

class CsvCursor implements BlockCursor {
  readonly #input: TableInput;
  readonly #rule: CsvRule;
  #place: { readonly at: number; readonly line: number };
  /** Bytes of the input, packed ones where it is gzip. */
  #size: number | undefined;
  #reading: Promise<{ stream: ByteStream; blocks: RecordBlocks; parser: CsvParser }> | undefined;

  constructor(input: TableInput, rule: CsvRule, place: JsonValue | undefined) {
    this.#input = input;
    this.#rule = rule;
    const { at = 0, line = 0 } = (place ?? {}) as { at?: number; line?: number };
    if (!Number.isSafeInteger(at) || !Number.isSafeInteger(line)) throw new PlaceError(place);
    this.#place = { at, line };
  }

  place(): JsonValue {
    return this.#place;
  }

  share(): number | undefined {
    return this.#size === undefined ? undefined : this.#place.at / this.#size;
  }

  async #open() {
    const stream = await this.#rule.open(this.#input, this.#place.at);
    this.#size = await sizeOf(this.#input);
    return {
      stream,
      blocks: this.#rule.blocks(this.#input, stream, this.#place.at),
      parser: new CsvParser(await loadPolars(), this.#rule),
    };
  }

  async next(): Promise<Block | undefined> {
    const name = inputName(this.#input);
    const { blocks, parser } = await (this.#reading ??= this.#open());
    while (true) {
      const { at, line } = this.#place;
      const bytes = await blocks.next();
      const first = at === 0;
      if (bytes === undefined && !first) return undefined;
      const text = (bytes ?? new Uint8Array()).subarray(first ? markSize(bytes ?? []) : 0);
      const header = first ? readHeader(text, this.#rule.headerOptions(this.#input)) : undefined;
      const schema = await this.#rule.schema(
        this.#input,
        first && (blocks.ended || text.length >= SAMPLE_BYTES) ? bytes : undefined,
      );
      if (header) schema.requireNames(header.names, name);
      const before = line + (header?.lines ?? 0);
      const body = text.subarray(header?.size ?? 0);
      const { frame, lines } = parser.parse(body, schema, { name, line: before });
      this.#place = { at: blocks.at, line: before + lines };
      // A file of a header alone has columns all the same.
      if (frame.height > 0 || first) return columnBlock(schema.named(await frameColumns(frame)));
    }
  }

  async close(): Promise<void> {
    const reading = this.#reading;
    if (reading === undefined) return;
    this.#reading = undefined;
    const { stream } = await reading;
    await stream.close();
  }
}

async function sizeOf(input: TableInput): Promise<number | undefined> {
  const path = pathOf(input);
  if (path !== undefined) return (await Deno.stat(path)).size;
  return input instanceof Uint8Array ? input.length : undefined;
}

function markSize(bytes: ArrayLike<number>): number {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0;
}

function byteOf(what: string, text: string): number {
  const code = text.charCodeAt(0);
  if (text.length === 1 && code < 128 && code !== 10 && code !== 13) return code;
  throw new RangeError(
    `Cannot read comma-separated text: ${what} must be one ASCII character, current value is ` +
      JSON.stringify(text),
  );
}
