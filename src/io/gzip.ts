/**
 * Unpacking of gzip data.
 *
 * @module
 */

import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** How much is unpacked. */
export interface GunzipOptions {
  /** Bytes that it may unpack to; 8 GiB unless told. */
  readonly maxBytes?: number;
}

/**
 * Unpacks gzip data piece by piece. A file may be several .gz files put behind one another, which the
 * platform's own `DecompressionStream` refuses.
 */
export function gunzipStream(
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): ReadableStream<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 16 });
  // What fails comes out of the end that is read.
  pipeline(Readable.from(packed), gunzip, () => {});
  return ReadableStream.from(gunzip);
}

/**
 * Unpacks gzip data in memory.
 *
 * @param bytes A whole .gz file, or several behind one another.
 * @param options How much it may unpack to.
 * @returns Its content.
 * @throws {SyntaxError} When the data is no gzip, damaged or cut off.
 * @throws {RangeError} When it unpacks to more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const packed = new Blob(["seven"]).stream().pipeThrough(new CompressionStream("gzip"));
 * const bytes = await io.gunzip(new Uint8Array(await new Response(packed).arrayBuffer()));
 * assertEquals(new TextDecoder().decode(bytes), "seven");
 * ```
 */
export async function gunzip(
  bytes: Uint8Array,
  options: GunzipOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { maxBytes = 8 * 2 ** 30 } = options;
  const what = `Cannot unpack gzip data of ${bytes.byteLength} bytes`;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const chunk of gunzipStream([bytes])) {
      chunks.push(chunk as Uint8Array<ArrayBuffer>);
      if ((size += chunk.length) > maxBytes) break;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`${what}: ${reason}`, { cause });
  }
  if (size > maxBytes) {
    throw new RangeError(
      `${what}: it holds more than ${maxBytes} bytes; if that is meant, raise maxBytes`,
    );
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
