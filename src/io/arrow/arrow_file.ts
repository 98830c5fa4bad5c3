/**
 * Arrow's files, of which single batches are cut out as small files of their own.
 *
 * @see {@link https://arrow.apache.org/docs/format/Columnar.html} section "IPC file format"
 * @module
 */

import type { RandomAccess } from "../table/random_access.ts";
import { describeMessage, fieldAt, FILE_MAGIC } from "./arrow_messages.ts";

/** A file by its batches. */
export interface ArrowFile {
  /** How many batches. */
  readonly batches: number;
  /** A file of one batch, or of none. */
  read(batch: number | undefined): Promise<{ bytes: Uint8Array; packed: boolean }>;
}

/** Where a message stands. */
interface Place {
  readonly offset: number;
  readonly size: number;
  readonly bodySize: number;
}

/** Bytes of a {@linkcode Place} in the index. */
const PLACE_BYTES = 24;
/** Bytes before the first message. */
const BEGIN = 8;

/**
 * Reads the index at the end of a file.
 *
 * @throws {SyntaxError} When the file is cut off or damaged.
 */
export async function openArrowFile(file: RandomAccess, maxBatchBytes: number): Promise<ArrowFile> {
  const tail = await file.read(Math.max(0, file.size - 10), file.size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const size = tail.length < 10 ? 0 : view.getInt32(0, true);
  const whole = new TextDecoder("latin1").decode(tail.subarray(4)) === FILE_MAGIC;
  if (!whole || size <= 0 || size + 10 + BEGIN > file.size) {
    throw new SyntaxError(
      `Cannot read ${file.name}: it has ${file.size} bytes and no end; it is cut off, get it again`,
    );
  }
  const index = (await file.read(file.size - 10 - size, file.size - 10)).slice();
  const places = indexOf(index, file);
  return {
    batches: places.batches.length,
    async read(batch) {
      const wanted = batch === undefined ? [] : [places.batches[batch]!];
      const parts: Uint8Array[] = [new TextEncoder().encode(`${FILE_MAGIC}\0\0`)];
      const copy = index.slice();
      const target = new DataView(copy.buffer);
      let at = BEGIN;
      let packed = false;
      const lists = [[places.dictionaries, places.dictionariesAt], [
        wanted,
        places.batchesAt,
      ]] as const;
      for (const [list, vectorAt] of lists) {
        if (vectorAt > 0) target.setUint32(vectorAt, list.length, true);
        for (const [i, { offset, size, bodySize }] of list.entries()) {
          if (bodySize > maxBatchBytes) {
            throw new RangeError(
              `Cannot read ${file.name}: a batch has ${bodySize} bytes, more than ${maxBatchBytes}; ` +
                "if that is meant, raise maxBatchBytes",
            );
          }
          const bytes = await file.read(offset, offset + size + bodySize);
          packed ||= describeMessage(bytes.subarray(8, size), file.name).packed;
          target.setBigInt64(vectorAt + 4 + PLACE_BYTES * i, BigInt(at), true);
          parts.push(bytes);
          at += bytes.length;
        }
      }
      const end = tail.slice();
      return { bytes: await joined([...parts, copy, end]), packed };
    },
  };
}

function joined(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Blob(parts as Uint8Array<ArrayBuffer>[]).bytes();
}

function indexOf(index: Uint8Array, file: RandomAccess) {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const list = (field: number): { places: Place[]; at: number } => {
    const at = fieldAt(view, view.getUint32(0, true), field);
    if (at === 0) return { places: [], at: 0 };
    const vector = at + view.getUint32(at, true);
    const places = Array.from({ length: view.getUint32(vector, true) }, (_, i) => {
      const from = vector + 4 + PLACE_BYTES * i;
      const offset = Number(view.getBigInt64(from, true));
      const size = view.getInt32(from + 8, true);
      const bodySize = Number(view.getBigInt64(from + 16, true));
      const inside = offset >= BEGIN && size >= 8 && bodySize >= 0 &&
        offset + size + bodySize <= file.size;
      if (!inside) throw new RangeError(`a batch at ${offset}`);
      return { offset, size, bodySize };
    });
    return { places, at: vector };
  };
  try {
    const dictionaries = list(2);
    const batches = list(3);
    return {
      dictionaries: dictionaries.places,
      dictionariesAt: dictionaries.at,
      batches: batches.places,
      batchesAt: batches.at,
    };
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${file.name}: its index is damaged`, { cause });
  }
}
