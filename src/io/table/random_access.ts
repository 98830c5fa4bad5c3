/**
 * Files and bytes in memory, read at any place.
 *
 * @module
 */

import { fill, inputName, openBytes, openFile, pathOf, type TableInput } from "./byte_input.ts";

/** A file or bytes in memory, reached by place. */
export interface RandomAccess {
  /** What it is called in messages. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /** The bytes from one place to another. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Gives back the file. */
  close(): Promise<void>;
}

/**
 * Opens an input for reading at any place; what is no file on disk is read into memory.
 *
 * @throws {RangeError} When what is read into memory has more than `maxBytes`.
 */
export function openRandom(input: TableInput, maxBytes: number): Promise<RandomAccess> {
  const path = pathOf(input);
  return path === undefined ? inMemory(input, maxBytes) : onDisk(path);
}

async function onDisk(path: string): Promise<RandomAccess> {
  const file = await openFile(path);
  const { size } = await Deno.stat(path);
  return {
    name: path,
    size,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      await file.seek!(start);
      return bytes.subarray(0, await fill(file, bytes));
    },
    close: () => file.close(),
  };
}

async function inMemory(
  input: TableInput,
  maxBytes: number,
): Promise<RandomAccess> {
  const name = inputName(input);
  const bytes = input instanceof Uint8Array
    // Buffers of Node's are bytes whose slices are no copies.
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : await readBytes(input, maxBytes);
  return {
    name,
    size: bytes.length,
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    close: () => Promise.resolve(),
  };
}

/**
 * All of an input in memory; gzip is unpacked.
 *
 * @throws {RangeError} When that has more than `maxBytes`.
 */
export async function readBytes(
  input: TableInput,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = await openBytes(input);
  try {
    let bytes = new Uint8Array(1 << 16);
    let size = 0;
    while (true) {
      size += await fill(stream, bytes.subarray(size));
      if (size > maxBytes) {
        throw new RangeError(
          `Cannot read ${
            inputName(input)
          }: it has more than ${maxBytes} bytes; store it in a file, ` +
            "or raise maxBytes",
        );
      }
      if (size < bytes.length) return bytes.subarray(0, size);
      const larger = new Uint8Array(Math.min(4 * size, maxBytes + 1));
      larger.set(bytes);
      bytes = larger;
    }
  } finally {
    await stream.close();
  }
}
