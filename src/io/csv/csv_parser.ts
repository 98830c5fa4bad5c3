/**
 * Blocks of comma-separated text through the engine.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Polars, PolarsCsvOptions, PolarsFrame, PolarsType } from "../../deps/polars.ts";
import type { TableDType } from "../table/table_dtype.ts";
import { explainCsvError } from "./csv_error.ts";
import type { CsvOptions } from "./csv.ts";
import { type CsvMarks, scanCsv } from "./csv_scan.ts";
import { CsvSchema, engineName } from "./csv_schema.ts";

/** Where a block stands. */
export interface CsvPlace {
  /** The file, for messages. */
  readonly name: string;
  /** Lines before the block. */
  readonly line: number;
}

const NAMES: Readonly<Record<TableDType, keyof Polars>> = {
  float32: "Float32",
  float64: "Float64",
  int8: "Int8",
  int16: "Int16",
  int32: "Int32",
  int64: "Int64",
  uint8: "UInt8",
  uint16: "UInt16",
  uint32: "UInt32",
  uint64: "UInt64",
  bool: "Bool",
  string: "Utf8",
};

/** Parses blocks by one set of rules. */
export class CsvParser {
  readonly #polars: Polars;
  readonly #options: CsvOptions;
  readonly #marks: CsvMarks;

  /** Takes the engine and the rules. */
  constructor(
    polars: Polars,
    rule: { readonly options: CsvOptions; readonly marks: CsvMarks },
  ) {
    this.#polars = polars;
    this.#options = rule.options;
    this.#marks = rule.marks;
  }

  /**
   * Finds out the types of columns.
   *
   * @throws {TypeError} When `columns` or `dtypes` names one that is not there.
   */
  infer(bytes: Uint8Array, names: readonly string[], place: CsvPlace): CsvSchema {
    const { columns = names, dtypes = {}, inferRows = 10_000 } = this.#options;
    for (const name of [...columns, ...Object.keys(dtypes)]) {
      if (names.includes(name)) continue;
      throw new TypeError(
        `Cannot read ${place.name}: there is no column "${name}"; there are ${names.join(", ")}`,
      );
    }
    const wanted = columns.map((name) => names.indexOf(name));
    const known = names.map((name) => {
      const dtype = dtypes[name];
      if (dtype !== undefined && !(dtype in NAMES)) {
        throw new TypeError(
          `Cannot read ${place.name}: the type of column "${name}" must be one of ` +
            `${Object.keys(NAMES).join(", ")}, current value is ${JSON.stringify(dtype)}`,
        );
      }
      return dtype && this.#polars[NAMES[dtype]] as PolarsType;
    });
    const sample = this.#sample(bytes, inferRows);
    const texts = names.map((_, i) => known[i] ?? this.#polars.Utf8);
    if (sample.length === 0) return new CsvSchema(names, texts, wanted);
    const odd = explainCsvError(sample, { place, marks: this.#marks, names });
    if (odd) throw odd;
    const frame = this.#attempt(sample, { place, names }, {
      inferSchemaLength: inferRows,
      dtypes: Object.fromEntries(
        known.flatMap((type, i) => type === undefined ? [] : [[engineName(i), type]]),
      ),
    });
    const types = names.map((name, i) => known[i] ?? typeOf(frame, engineName(i), name, place));
    return new CsvSchema(names, types, wanted);
  }

  /** The first rows. */
  #sample(bytes: Uint8Array, rows: number): Uint8Array {
    let count = 0;
    const { end } = scanCsv(bytes, this.#marks, () => ++count >= rows);
    return count >= rows ? bytes.subarray(0, end) : bytes;
  }

  /**
   * Parses whole rows.
   *
   * @returns The frame, and how many lines it took.
   * @throws {SyntaxError} When a row has another number of fields, or the text is none.
   * @throws {TypeError} When a value is not of its column's type.
   */
  parse(
    bytes: Uint8Array,
    schema: CsvSchema,
    place: CsvPlace,
  ): { frame: PolarsFrame; lines: number } {
    const { names, types } = schema;
    // The last column tells whether a row was too short: the engine fills those up, and blank lines.
    const last = engineName(names.length - 1);
    const columns = [...new Set([...schema.wanted.map(engineName), last])];
    const fault = { place, names };
    const options = { schema: types, ...(columns.length < names.length && { columns }) };
    if (bytes.length === 0) {
      // There must be a row for the engine to make columns.
      const row = new TextEncoder().encode(`${this.#common().sep.repeat(names.length - 1)}\n`);
      return { frame: this.#attempt(row, fault, options).slice(0, 0), lines: 0 };
    }
    const frame = this.#attempt(bytes, fault, options);
    const plain = bytes.indexOf(this.#marks.quote) < 0;
    const lines = plain ? frame.height : scanCsv(bytes, this.#marks).lines;
    if (frame.getColumn(last).nullCount() === 0) return { frame, lines };
    const odd = explainCsvError(bytes, { ...fault, marks: this.#marks });
    if (odd) throw odd;
    const rows = names.length === 1 ? bytes : this.#withoutBlankLines(bytes);
    if (rows.length === bytes.length) return { frame, lines };
    return { frame: this.parse(rows, schema, place).frame, lines };
  }

  /** A row that is a line without anything is none, unless there is one column, whose value misses. */
  #withoutBlankLines(bytes: Uint8Array): Uint8Array {
    const kept = new Uint8Array(bytes.length + 1);
    let at = 0;
    let blank = false;
    scanCsv(bytes, this.#marks, ({ start, end }) => {
      if (start === end) {
        blank = true;
        return;
      }
      kept.set(bytes.subarray(start, end), at);
      at += end - start;
      kept[at++] = 10;
    });
    return blank ? kept.subarray(0, at) : bytes;
  }

  #common() {
    const { separator = ",", quote = '"', nullValues = [] } = this.#options;
    return {
      hasHeader: false,
      sep: separator,
      quoteChar: quote,
      inferSchemaLength: 0,
      truncateRaggedLines: false,
      raiseIfEmpty: true,
      ...(nullValues.length > 0 && { nullValues: [...nullValues] }),
    };
  }

  /** Reads text, and says in which line it is wrong if it is. */
  #attempt(
    bytes: Uint8Array,
    fault: { readonly place: CsvPlace; readonly names: readonly string[] },
    options: Partial<PolarsCsvOptions>,
  ): PolarsFrame {
    try {
      return this.#polars.readCSV(bufferOf(bytes), { ...this.#common(), ...options });
    } catch (cause) {
      throw explainCsvError(bytes, { ...fault, cause, marks: this.#marks });
    }
  }
}

function typeOf(frame: PolarsFrame, column: string, name: string, place: CsvPlace): PolarsType {
  try {
    return frame.getColumn(column).dtype;
  } catch (cause) {
    throw new TypeError(
      `Cannot read ${place.name}: the numbers of column "${name}" fit into no type of 64 bits; give ` +
        `dtypes: { ${JSON.stringify(name)}: "float64" } or "string"`,
      { cause },
    );
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}
