/**
 * The header of a safetensors file: eight bytes with its length, then JSON with type, shape and place
 * of each array.
 *
 * @see {@link https://huggingface.co/docs/safetensors} for the format
 * @module
 */

import { ND_DATA, type NdDType } from "../../core/nd_array.ts";
import { shapeSize, shapeText } from "../../core/shape.ts";

/** Where an array lies in a file. */
export interface SafetensorsEntry {
  /** Element type. */
  readonly dtype: NdDType;
  /** Axis lengths; empty for a single value. */
  readonly shape: readonly number[];
  /** First byte and the one after the last, counted from the end of the header. */
  readonly range: readonly [begin: number, end: number];
}

/** What the header tells. */
export interface SafetensorsHeader {
  /** The arrays by name, in the order of the header. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** Texts that the writer put beside them. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the header's length in front of it. */
export const PREFIX_BYTES = 8;

/** The limit of the format's own library. */
const MAX_HEADER_BYTES = 100_000_000;

const CODES: Readonly<Record<NdDType, string>> = {
  float32: "F32",
  float64: "F64",
  float16: "F16",
  bfloat16: "BF16",
  int8: "I8",
  int16: "I16",
  int32: "I32",
  int64: "I64",
  uint8: "U8",
  uint16: "U16",
  uint32: "U32",
  uint64: "U64",
  bool: "BOOL",
};

const DTYPES = new Map(Object.entries(CODES).map(([dtype, code]) => [code, dtype as NdDType]));

function fail(what: string): never {
  throw new SyntaxError(`Cannot read safetensors: ${what}`);
}

/**
 * Length of the header in bytes.
 *
 * @param prefix The file's first eight bytes.
 * @param fileBytes Length of the whole file.
 * @throws {SyntaxError} When the file cannot hold such a header.
 */
export function headerLength(prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < PREFIX_BYTES) fail(`the file has ${fileBytes} bytes and no header`);
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES || Number(length) + PREFIX_BYTES > fileBytes) {
    fail(
      `a header of ${length} bytes does not fit a file of ${fileBytes} bytes: it is cut off, or of ` +
        "another format",
    );
  }
  return Number(length);
}

/**
 * Reads and checks a header.
 *
 * @param bytes The JSON, without the length in front of it.
 * @param dataBytes Bytes that follow it in the file.
 * @returns The arrays and the texts beside them.
 * @throws {SyntaxError} When it is no such header, or names what the file does not hold.
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number): SafetensorsHeader {
  const json = parseJson(bytes);
  const entries = new Map<string, SafetensorsEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(json)) {
    if (name === "__metadata__") metadata = parseMetadata(value);
    else entries.set(name, parseEntry(name, value));
  }
  checkRanges(entries, dataBytes);
  return { entries, metadata };
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    fail(`the header is no JSON: ${(error as Error).message}`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    fail("the header must be a JSON object");
  }
  return json as Record<string, unknown>;
}

function parseMetadata(value: unknown): Record<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : undefined;
  if (entries === undefined || entries.some(([, text]) => typeof text !== "string")) {
    fail("__metadata__ must map names to texts");
  }
  return Object.fromEntries(entries);
}

function parseEntry(name: string, value: unknown): SafetensorsEntry {
  const { dtype: code, shape, data_offsets: range } = (value ?? {}) as Record<string, unknown>;
  const dtype = DTYPES.get(code as string);
  if (dtype === undefined) {
    fail(
      `array "${name}" has dtype ${JSON.stringify(code)}; known are ${
        [...DTYPES.keys()].join(" ")
      }`,
    );
  }
  if (!isCounts(shape)) fail(`array "${name}" has no valid shape`);
  if (!isCounts(range) || range.length !== 2) fail(`array "${name}" has no valid data_offsets`);
  const [begin, end] = range as [number, number];
  const wanted = shapeSize(shape) * ND_DATA[dtype].BYTES_PER_ELEMENT;
  if (end - begin !== wanted) {
    fail(
      `array "${name}" of ${dtype} ${
        shapeText(shape)
      } takes ${wanted} bytes, but its data_offsets ` +
        `are ${begin} to ${end}`,
    );
  }
  return { dtype, shape, range: [begin, end] };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

/** Arrays lie one behind the other and fill the file: nothing hides between or behind them. */
function checkRanges(entries: ReadonlyMap<string, SafetensorsEntry>, dataBytes: number): void {
  let at = 0;
  const inOrder = [...entries].sort(([, a], [, b]) =>
    a.range[0] - b.range[0] || a.range[1] - b.range[1]
  );
  for (const [name, { range: [begin, end] }] of inOrder) {
    if (begin !== at) {
      fail(
        `array "${name}" begins at byte ${begin} instead of ${at}: arrays overlap or leave holes`,
      );
    }
    at = end;
  }
  if (at !== dataBytes) {
    fail(
      `the header describes ${at} bytes of data, but the file has ${dataBytes} (is it cut off?)`,
    );
  }
}

/**
 * Writes a header, with the length in front of it.
 *
 * @param header The arrays, whose ranges must follow each other, and texts.
 * @returns Bytes whose number is a multiple of eight, so that the data behind them is aligned.
 */
export function serializeHeader(header: SafetensorsHeader): Uint8Array {
  const json = JSON.stringify({
    ...Object.keys(header.metadata).length > 0 && { __metadata__: header.metadata },
    ...Object.fromEntries(
      [...header.entries].map(([name, { dtype, shape, range }]) => [
        name,
        { dtype: CODES[dtype], shape, data_offsets: range },
      ]),
    ),
  });
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(PREFIX_BYTES + length).fill(0x20);
  bytes.set(text, PREFIX_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  return bytes;
}
