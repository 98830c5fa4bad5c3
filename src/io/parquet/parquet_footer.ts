/**
 * What a Parquet file holds, from its last bytes.
 *
 * @see {@link https://parquet.apache.org/docs/file-format/} for the format
 * @module
 */

import { loadHyparquet, type ParquetMetadata } from "../../deps/hyparquet.ts";
import type { RandomAccess } from "../table/random_access.ts";

const MAGIC = "PAR1";
const ENCRYPTED = "PARE";

/** A range of rows to read together. */
export interface RowRange {
  /** The first row. */
  readonly start: number;
  /** How many. */
  readonly size: number;
}

/** What a file holds. */
export interface ParquetFooter {
  /** Names of the columns. */
  readonly names: readonly string[];
  /** How many rows. */
  readonly rows: number;
  /** The rows cut into ranges. */
  readonly ranges: readonly RowRange[];
}

/**
 * Reads what a file says of itself.
 *
 * @param file The file.
 * @param rangeBytes Bytes of wanted columns that a range has about.
 * @param columns The columns that are wanted; all unless told.
 * @throws {SyntaxError} When it is no Parquet file, cut off or damaged.
 * @throws {TypeError} When it has no column of a name, or is encrypted.
 */
export async function readFooter(
  file: RandomAccess,
  rangeBytes: number,
  columns?: readonly string[],
): Promise<ParquetFooter> {
  const metadata = await readMetadata(file);
  const names = topNames(metadata);
  const missing = columns?.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new TypeError(
      `Cannot read ${file.name}: there is no column "${missing}"; there are ${names.join(", ")}`,
    );
  }
  return {
    names,
    rows: Number(metadata.num_rows),
    ranges: rangesOf(metadata, rangeBytes, columns && new Set(columns)),
  };
}

async function readMetadata(file: RandomAccess): Promise<ParquetMetadata> {
  const fail = (reason: string, cause?: unknown) =>
    new SyntaxError(`Cannot read ${file.name}: ${reason}`, { cause });
  if (file.size === 0) throw fail("it is empty");
  const text = new TextDecoder("latin1");
  const begin = text.decode(await file.read(0, Math.min(4, file.size)));
  if (begin === ENCRYPTED) throw new TypeError(`Cannot read ${file.name}: it is encrypted`);
  if (begin !== MAGIC) throw fail("it is no Parquet file");
  const tail = await file.read(Math.max(0, file.size - 8), file.size);
  const size = tail.length < 8 ? 0 : new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (file.size < 12 || text.decode(tail.subarray(4)) !== MAGIC || size + 12 > file.size) {
    throw fail(`it has ${file.size} bytes and no end; it is cut off, get it again`);
  }
  const end = (await file.read(file.size - 8 - size, file.size)).slice();
  try {
    return (await loadHyparquet()).parquetMetadata(end.buffer);
  } catch (cause) {
    throw fail(`its description is damaged: ${(cause as Error).message}`, cause);
  }
}

function topNames({ schema }: ParquetMetadata): string[] {
  const names: string[] = [];
  // The tree is written depth first; what lies below a column is passed over.
  let at = 1;
  const pass = () => {
    const { num_children: count = 0 } = schema[at++]!;
    for (let i = 0; i < count; i++) pass();
  };
  while (at < schema.length) {
    names.push(schema[at]!.name);
    pass();
  }
  return names;
}

/** Row groups put together while they are small, and cut while they are large. */
function rangesOf(
  { row_groups }: ParquetMetadata,
  rangeBytes: number,
  columns: ReadonlySet<string> | undefined,
): RowRange[] {
  const ranges: RowRange[] = [];
  let start = 0;
  let open = { rows: 0, bytes: 0 };
  const flush = () => {
    if (open.rows > 0) ranges.push({ start, size: open.rows });
    start += open.rows;
    open = { rows: 0, bytes: 0 };
  };
  for (const group of row_groups) {
    const rows = Number(group.num_rows);
    const bytes = group.columns.reduce((sum, { meta_data }) => {
      const wanted = meta_data && (columns?.has(meta_data.path_in_schema[0]!) ?? true);
      return wanted ? sum + Number(meta_data.total_uncompressed_size) : sum;
    }, 0);
    // Coded columns are larger in memory than in the file: eight bytes for each value at least.
    const unpacked = Math.max(bytes, 8 * rows * (columns?.size ?? group.columns.length));
    if (open.bytes + unpacked > rangeBytes) flush();
    const pieces = Math.max(1, Math.ceil(unpacked / (2 * rangeBytes)));
    if (pieces === 1) {
      open = { rows: open.rows + rows, bytes: open.bytes + unpacked };
      continue;
    }
    const size = Math.ceil(rows / pieces);
    for (let at = 0; at < rows; at += size) {
      open = { rows: Math.min(size, rows - at), bytes: rangeBytes };
      flush();
    }
  }
  flush();
  return ranges;
}
