/**
 * Streams of bytes cut behind whole records, such as lines.
 *
 * @module
 */

import type { ByteStream } from "./byte_input.ts";

/** How a stream is cut. */
export interface RecordBlockOptions {
  /** What the stream is called in messages. */
  readonly name: string;
  /** Where it begins, for counting. */
  readonly at: number;
  /** Bytes that a block has about. */
  readonly blockBytes: number;
  /** Bytes that a record has at most. */
  readonly maxRecordBytes: number;
  /** Where the last whole record in a piece ends; 0 when none does. */
  readonly cut: (bytes: Uint8Array) => number;
}

/** Whole records one block after the other, in a buffer that each block uses anew. */
export class RecordBlocks {
  readonly #stream: ByteStream;
  readonly #options: RecordBlockOptions;
  #buffer: Uint8Array;
  /** Bytes in the buffer, and of them those that were handed out. */
  #size = 0;
  #used = 0;
  #ended = false;
  #at: number;

  /** Cuts a stream. */
  constructor(stream: ByteStream, options: RecordBlockOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#buffer = new Uint8Array(Math.min(options.blockBytes, 1 << 16));
    this.#at = options.at;
  }

  /** Where the next block begins. */
  get at(): number {
    return this.#at;
  }

  /** Whether the last block was the last of all. */
  get ended(): boolean {
    return this.#ended && this.#used === this.#size;
  }

  /**
   * The next block, which is valid until the next call; undefined at the end.
   *
   * @throws {RangeError} When a record has more bytes than it may.
   */
  async next(): Promise<Uint8Array | undefined> {
    const { blockBytes, maxRecordBytes, cut, name } = this.#options;
    this.#buffer.copyWithin(0, this.#used, this.#size);
    this.#size -= this.#used;
    this.#used = 0;
    let goal = Math.max(blockBytes, this.#size);
    while (true) {
      await this.#fillTo(goal);
      const bytes = this.#buffer.subarray(0, this.#size);
      const end = this.#ended ? this.#size : cut(bytes);
      if (end > 0) {
        this.#used = end;
        this.#at += end;
        return bytes.subarray(0, end);
      }
      if (this.#ended) return undefined;
      if (this.#size >= maxRecordBytes) {
        throw new RangeError(
          `Cannot read ${name}: what begins at byte ${this.#at} has more than ${maxRecordBytes} ` +
            "bytes without an end of line; if that is meant, raise maxRecordBytes",
        );
      }
      goal = Math.min(2 * goal, Math.max(maxRecordBytes, blockBytes));
    }
  }

  async #fillTo(goal: number): Promise<void> {
    while (!this.#ended && this.#size < goal) {
      // It grows with what really comes: small files get small buffers.
      if (this.#size === this.#buffer.length) {
        const larger = new Uint8Array(Math.min(goal, 4 * this.#buffer.length));
        larger.set(this.#buffer);
        this.#buffer = larger;
      }
      const end = Math.min(goal, this.#buffer.length);
      const size = await this.#stream.read(this.#buffer.subarray(this.#size, end));
      if (size === null) this.#ended = true;
      else this.#size += size;
    }
  }
}

/** Where the last whole line in a piece ends. */
export function cutLines(bytes: Uint8Array): number {
  return bytes.lastIndexOf(10) + 1;
}
