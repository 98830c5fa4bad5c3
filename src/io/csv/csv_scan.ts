/**
 * Rows of comma-separated text, found byte by byte: for what the engine does not tell, such as the line
 * that is at fault.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc4180} for the format
 * @module
 */

/** What stands between fields and around them, as bytes; quote -1 for none. */
export interface CsvMarks {
  /** Between fields. */
  readonly separator: number;
  /** Around fields that hold separators, ends of lines or quotes, which stand twice there. */
  readonly quote: number;
}

/** A row of text. */
export interface CsvRow {
  /** First byte. */
  readonly start: number;
  /** The byte behind the last, without the end of line. */
  readonly end: number;
  /** Line that it begins in, from 0. */
  readonly line: number;
  /** How many fields. */
  readonly fields: number;
}

/** What a walk over rows found. */
export interface CsvScan {
  /** The byte behind the last row that has its end of line. */
  readonly end: number;
  /** Ends of lines before that, those in quotes with them. */
  readonly lines: number;
  /** Whether the bytes end inside quotes. */
  readonly open: boolean;
}

/**
 * Walks over rows.
 *
 * @param bytes Text that begins with a row.
 * @param marks Separator and quote.
 * @param visit Told of each row, also of a last one without an end of line; true ends the walk.
 */
export function scanCsv(
  bytes: Uint8Array,
  { separator, quote }: CsvMarks,
  visit?: (row: CsvRow) => boolean | void,
): CsvScan {
  let [start, line, lines, fields, end, linesToEnd] = [0, 0, 0, 1, 0, 0];
  let quoted = false;
  let fresh = true;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (quoted) {
      if (byte === quote) {
        if (bytes[i + 1] === quote) i++;
        else quoted = false;
      } else if (byte === 10) lines++;
    } else if (byte === 10) {
      lines++;
      const stop = bytes[i - 1] === 13 && i > start ? i - 1 : i;
      end = i + 1;
      linesToEnd = lines;
      if (visit?.({ start, end: stop, line, fields })) return { end, lines, open: false };
      [start, line, fields, fresh] = [end, lines, 1, true];
    } else if (byte === separator) {
      fields++;
      fresh = true;
    } else {
      if (fresh && byte === quote) quoted = true;
      fresh = false;
    }
  }
  if (start < bytes.length) visit?.({ start, end: bytes.length, line, fields });
  return { end, lines: linesToEnd, open: quoted };
}

/** The fields of a row, without their quotes. */
export function csvFields(bytes: Uint8Array, row: CsvRow, marks: CsvMarks): string[] {
  const fields: string[] = [];
  const decoder = new TextDecoder();
  let start = row.start;
  let quoted = false;
  for (let i = row.start; i <= row.end; i++) {
    if (i < row.end && bytes[i] === marks.quote) {
      if (i === start || quoted) {
        if (quoted && bytes[i + 1] === marks.quote && i + 1 < row.end) i++;
        else quoted = !quoted;
      }
      continue;
    }
    if (i < row.end && (quoted || bytes[i] !== marks.separator)) continue;
    fields.push(plain(decoder.decode(bytes.subarray(start, i)), marks));
    start = i + 1;
  }
  return fields;
}

function plain(field: string, { quote }: CsvMarks): string {
  const mark = quote < 0 ? "" : String.fromCharCode(quote);
  if (mark === "" || field.length < 2 || !field.startsWith(mark) || !field.endsWith(mark)) {
    return field;
  }
  return field.slice(1, -1).replaceAll(mark + mark, mark);
}
