/**
 * Several files as one table.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import type { Block, BlockCursor, BlockReader } from "./block.ts";
import { PlaceError } from "./place_error.ts";

/** The blocks of several readers, one reader after the other. */
export function filesReader(readers: readonly BlockReader[]): BlockReader {
  return {
    name: readers.length === 1 ? readers[0]!.name : `${readers.length} files`,
    open: (place) => new FilesCursor(readers, place),
    async rows() {
      let sum = 0;
      for (const reader of readers) {
        const rows = await reader.rows?.();
        if (rows === undefined) return undefined;
        sum += rows;
      }
      return sum;
    },
  };
}

class FilesCursor implements BlockCursor {
  readonly #readers: readonly BlockReader[];
  #file: number;
  #cursor: BlockCursor | undefined;
  #start: JsonValue | undefined;

  constructor(
    readers: readonly BlockReader[],
    place: JsonValue | undefined,
  ) {
    this.#readers = readers;
    const { file = 0, at } = (place ?? {}) as { file?: number; at?: JsonValue };
    if (!Number.isSafeInteger(file) || file < 0) throw new PlaceError(place);
    this.#file = file;
    this.#start = at;
  }

  place(): JsonValue {
    const at = this.#cursor?.place() ?? this.#start;
    return at === undefined ? { file: this.#file } : { file: this.#file, at };
  }

  share(): number | undefined {
    return this.#readers.length === 1 ? this.#cursor?.share?.() : undefined;
  }

  async next(): Promise<Block | undefined> {
    while (this.#file < this.#readers.length) {
      this.#cursor ??= this.#readers[this.#file]!.open(this.#start);
      const block = await this.#cursor.next();
      if (block !== undefined) return block;
      await this.#cursor.close();
      this.#cursor = undefined;
      this.#start = undefined;
      this.#file++;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#cursor?.close();
  }
}
