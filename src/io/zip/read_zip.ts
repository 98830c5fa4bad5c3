/**
 * Unpacking of zip files in memory.
 *
 * @module
 */

/** How much is unpacked. */
export interface ReadZipOptions {
  /**
   * Bytes that all files together may unpack to; 8 GiB unless told. A small file that unpacks to more
   * than the machine holds is refused before that.
   */
  readonly maxBytes?: number;
  /** Which files are unpacked, by name; all unless told. */
  readonly keep?: (name: string) => boolean;
}

/**
 * Unpacks a zip file in memory: nothing is written. One with a path that leads outside is refused.
 *
 * @param bytes The zip file.
 * @param options What is unpacked, and how much at most.
 * @returns Contents by name, without folders.
 * @throws {SyntaxError} When it is no zip file, damaged, encrypted, or holds a name twice.
 * @throws {RangeError} When it unpacks to more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const file = await io.writeZip({ "a.txt": new Uint8Array([97]) });
 * assertEquals(Object.keys(await io.readZip(file)), ["a.txt"]);
 * ```
 */
export async function readZip(
  bytes: Uint8Array,
  options: ReadZipOptions = {},
): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const { maxBytes = 8 * 2 ** 30, keep = () => true } = options;
  const zip = await import("../../deps/zip.ts");
  const reader = new zip.ZipReader(new zip.Uint8ArrayReader(bytes), {
    useWebWorkers: false,
    checkSignature: true,
  });
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let left = maxBytes;
  try {
    for (const entry of await reader.getEntries()) {
      if (entry.directory || !keep(entry.filename)) continue;
      if (files.has(entry.filename)) {
        throw new SyntaxError(`the name "${entry.filename}" stands in it twice`);
      }
      // The size that the file claims need not be true: what comes out is counted as well.
      const content = await unpack(entry, Math.min(left, entry.uncompressedSize));
      left -= content.length;
      files.set(entry.filename, content);
    }
  } catch (error) {
    if (error instanceof RangeError) {
      throw new RangeError(
        `Cannot unpack a zip file of ${bytes.length} bytes: it holds more than ${maxBytes} bytes; ` +
          "if that is meant, raise maxBytes",
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`Cannot read a zip file of ${bytes.length} bytes: ${reason}`, {
      cause: error,
    });
  } finally {
    await reader.close();
  }
  return Object.fromEntries(files);
}

interface Entry {
  readonly uncompressedSize: number;
  getData(writable: WritableStream<Uint8Array>): Promise<unknown>;
}

async function unpack(entry: Entry, room: number): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.uncompressedSize > room) throw new RangeError("too large");
  const content = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  await entry.getData(
    new WritableStream({
      write(chunk) {
        if (at + chunk.length > content.length) throw new RangeError("too large");
        content.set(chunk, at);
        at += chunk.length;
      },
    }),
  );
  if (at !== content.length) {
    throw new SyntaxError(`a file of ${content.length} bytes unpacks to ${at}`);
  }
  return content;
}
