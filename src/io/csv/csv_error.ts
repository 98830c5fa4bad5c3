/**
 * What is wrong with comma-separated text, and in which line.
 *
 * @module
 */

import type { CsvPlace } from "./csv_parser.ts";
import { csvFields, type CsvMarks, scanCsv } from "./csv_scan.ts";

/** What is known when a block is refused. */
export interface CsvFault {
  /** What the engine said; undefined when it said nothing. */
  readonly cause?: unknown;
  /** Where the block stands. */
  readonly place: CsvPlace;
  /** Separator and quote. */
  readonly marks: CsvMarks;
  /** Names of the columns. */
  readonly names: readonly string[];
}

/**
 * The error of a block: a row of another number of fields before all, as the engine's message then is
 * about what followed from it.
 *
 * @returns Undefined when nothing is wrong and the engine said nothing.
 */
export function explainCsvError(bytes: Uint8Array, fault: CsvFault): Error | undefined {
  const { cause, place, marks, names } = fault;
  const where = (line: number) => `Cannot read ${place.name}, line ${place.line + line + 1}`;
  let found: Error | undefined;
  let last = 0;
  const { open } = scanCsv(bytes, marks, (row) => {
    if (names.length > 1 && row.start === row.end) return;
    last = row.line;
    if (row.fields === names.length) return;
    const shown = new TextDecoder().decode(
      bytes.subarray(row.start, Math.min(row.end, row.start + 60)),
    );
    found = new SyntaxError(
      `${where(row.line)}: wanted ${names.length} fields, found ${row.fields}: ${shown}`,
    );
    return true;
  });
  if (open) {
    return new SyntaxError(`${where(last)}: a quoted field that begins in this row has no end`);
  }
  if (found || cause === undefined) return found;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/utf-?8/i.test(reason)) {
    return new SyntaxError(
      `${
        where(firstLineOfOtherEncoding(bytes))
      }: it is not UTF-8 text; give its encoding, such as ` +
        '"windows-1252"',
      { cause },
    );
  }
  const unfit = /could not parse `([^]*?)` as dtype `(\w+)` at column '(\w+)'/.exec(reason);
  if (unfit === null) {
    return new SyntaxError(`Cannot read ${place.name} from line ${place.line + 1}: ${reason}`, {
      cause,
    });
  }
  const [, value, type, column] = unfit;
  const index = Number(column!.replace("column_", "")) - 1;
  const name = names[index] ?? column!;
  const line = lineOf(bytes, marks, index, value!);
  return new TypeError(
    `${where(line)}, column "${name}": wanted ${dtypeName(type!)}, found ${
      JSON.stringify(value)
    }; ` +
      `give dtypes: { ${JSON.stringify(name)}: "string" }, or nullValues if it means a missing one`,
    { cause },
  );
}

function dtypeName(type: string): string {
  return type.replace(/^i(\d+)/, "int$1").replace(/^u(\d+)/, "uint$1").replace(
    /^f(\d+)/,
    "float$1",
  );
}

function lineOf(bytes: Uint8Array, marks: CsvMarks, column: number, value: string): number {
  let line = 0;
  scanCsv(bytes, marks, (row) => {
    line = row.line;
    return csvFields(bytes, row, marks)[column] === value;
  });
  return line;
}

function firstLineOfOtherEncoding(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch (error) {
      if (error instanceof TypeError) return line;
      throw error;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return line;
}
