/**
 * Files, addresses and bytes in memory, read piece by piece.
 *
 * @module
 */

import { gunzipStream } from "../gzip.ts";

/** Where a table is read from: a path, an address, bytes, or a function that begins a stream. */
export type TableInput = string | URL | Uint8Array | (() => ReadableStream<Uint8Array>);

/** Bytes one after the other. */
export interface ByteStream {
  /** Fills a buffer, or its beginning; the number of bytes, null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Gives back the file. */
  close(): Promise<void>;
}

/** What an input is called in messages. */
export function inputName(input: TableInput): string {
  if (typeof input === "string") return input;
  if (input instanceof URL) {
    return input.protocol === "file:" ? pathOf(input)! : withoutQuery(input);
  }
  return typeof input === "function" ? "a stream" : `${input.length} bytes in memory`;
}

function withoutQuery({ origin, pathname }: URL): string {
  return origin + pathname;
}

/** The path of an input that is a file. */
export function pathOf(input: TableInput): string | undefined {
  if (typeof input === "string") return /^https?:\/\//i.test(input) ? undefined : input;
  if (!(input instanceof URL) || input.protocol !== "file:") return undefined;
  return decodeURIComponent(input.pathname).replace(/^\/(?=[A-Za-z]:)/, "");
}

/**
 * Begins to read an input at a byte; gzip is unpacked, and bytes are counted behind that.
 *
 * @throws {Deno.errors.NotFound} When there is no such file.
 * @throws {TypeError} When it is a folder.
 * @throws {Error} When a server does not deliver; the message says what it answered.
 */
export async function openBytes(input: TableInput, offset = 0): Promise<ByteStream> {
  const plain = await openPlain(input);
  try {
    const head = new Uint8Array(2);
    const size = await fill(plain, head);
    if (size === 2 && head[0] === 0x1f && head[1] === 0x8b) {
      return await skipped(unpacked(inputName(input), withHead(plain, head)), offset);
    }
    if (plain.seek) {
      await plain.seek(offset);
      return plain;
    }
    return await skipped(withHead(plain, head.subarray(0, size)), offset);
  } catch (error) {
    await plain.close();
    throw error;
  }
}

interface Plain extends ByteStream {
  seek?(offset: number): Promise<unknown>;
}

async function openPlain(input: TableInput): Promise<Plain> {
  if (input instanceof Uint8Array) return ofBytes(input);
  const path = pathOf(input);
  if (path !== undefined) return await openFile(path);
  if (typeof input === "function") return ofStream(input());
  const name = inputName(input as URL);
  const response = await fetch(input as URL);
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`Cannot read ${name}: the server answered ${response.status}`);
  }
  return ofStream(response.body);
}

/** Opens a file for reading, and says what stands in the way. */
export async function openFile(path: string): Promise<Plain> {
  const file = await Deno.open(path).catch((cause) => {
    throw named(path, cause);
  });
  if ((await file.stat()).isDirectory) {
    file.close();
    throw new TypeError(
      `Cannot read ${path}: it is a folder; name the files in it, as in "${path}/*"`,
    );
  }
  return {
    read: (into) => file.read(into),
    seek: (offset) => file.seek(offset, Deno.SeekMode.Start),
    close: () => Promise.resolve(file.close()),
  };
}

/** The same kind of error with the path in its message. */
function named(path: string, error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new Deno.errors.NotFound(`Cannot read ${path}: there is no such file`);
  }
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return new Deno.errors.PermissionDenied(`Cannot read ${path}: ${error.message}`);
  }
  return error;
}

function ofBytes(bytes: Uint8Array): Plain {
  let at = 0;
  return {
    read(into) {
      if (at >= bytes.length) return Promise.resolve(null);
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
    seek(offset) {
      at = offset;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function ofStream(stream: ReadableStream<Uint8Array>): ByteStream {
  const reader = stream.getReader();
  let left = new Uint8Array();
  return {
    async read(into) {
      while (left.length === 0) {
        const { done, value } = await reader.read();
        if (done) return null;
        left = value as Uint8Array<ArrayBuffer>;
      }
      const part = left.subarray(0, into.length);
      into.set(part);
      left = left.subarray(part.length);
      return part.length;
    },
    close: () => reader.cancel(),
  };
}

/** A stream with bytes put before it. */
export function withHead(stream: ByteStream, head: Uint8Array): ByteStream {
  let left = head;
  return {
    read(into) {
      if (left.length === 0) return stream.read(into);
      const part = left.subarray(0, into.length);
      into.set(part);
      left = left.subarray(part.length);
      return Promise.resolve(part.length);
    },
    close: () => stream.close(),
  };
}

async function* chunksOf(stream: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
  while (true) {
    const chunk = new Uint8Array(65536);
    const size = await stream.read(chunk);
    if (size === null) return;
    yield chunk.subarray(0, size);
  }
}

function unpacked(name: string, packed: ByteStream): ByteStream {
  const plain = ofStream(gunzipStream(chunksOf(packed)));
  return {
    async read(into) {
      try {
        return await plain.read(into);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new SyntaxError(`Cannot unpack ${name}: ${reason} (is the file cut off?)`, { cause });
      }
    },
    async close() {
      // A stream that failed says so again; that was told when it was read.
      await plain.close().catch(() => {});
      await packed.close();
    },
  };
}

async function skipped(stream: ByteStream, count: number): Promise<ByteStream> {
  const buffer = new Uint8Array(Math.min(count, 1 << 20));
  for (let left = count; left > 0;) {
    const size = await stream.read(buffer.subarray(0, left));
    if (size === null) break;
    left -= size;
  }
  return stream;
}

/** Reads until a buffer is full or the stream ends; the number of bytes. */
export async function fill(stream: ByteStream, buffer: Uint8Array): Promise<number> {
  let at = 0;
  while (at < buffer.length) {
    const size = await stream.read(buffer.subarray(at));
    if (size === null) break;
    at += size;
  }
  return at;
}
