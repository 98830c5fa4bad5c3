/**
 * Files of a packed archive, read into memory.
 *
 * @module
 */

/** Bytes that the files wanted of an archive may have together. */
const MAX_BYTES = 8 * 2 ** 30;

/** What is read of an archive. */
export interface TarFilesOptions {
  /** Says which files, by their names in it. */
  readonly wanted: (name: string) => boolean;
  /** Bytes that they may have together; 8 GiB unless told. */
  readonly maxBytes?: number;
}

/**
 * Reads files of a tar archive, packed by gzip or not. Nothing is written anywhere.
 *
 * @param path The archive.
 * @param options Which files, and how much at most.
 * @returns Bytes by name.
 * @throws {SyntaxError} When it is no such archive, or damaged.
 * @throws {RangeError} When the files have more than `maxBytes`.
 */
export async function readTarFiles(
  path: string,
  { wanted, maxBytes = MAX_BYTES }: TarFilesOptions,
): Promise<Map<string, Uint8Array>> {
  // Only when it is needed: the package reads the environment as it is loaded.
  const { Parser } = await import("../../deps/tar.ts");
  const files = new Map<string, Uint8Array>();
  const reading: Promise<void>[] = [];
  let left = maxBytes;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const parser = new Parser({
    strict: true,
    onReadEntry(entry) {
      if (entry.type !== "File" || !wanted(entry.path)) {
        entry.resume();
        return;
      }
      if ((left -= entry.size) < 0) {
        reject(new RangeError(`Cannot read archive ${path}: it holds more than ${maxBytes} bytes`));
        entry.resume();
        return;
      }
      reading.push(
        entry.concat().then((bytes) => {
          files.set(entry.path, bytes as unknown as Uint8Array);
        }),
      );
    },
  });
  parser.on("end", resolve);
  parser.on("error", reject);
  // Heard below; a failure while bytes are still handed over is the same one.
  ended.catch(() => {});
  try {
    using file = await Deno.open(path);
    const piece = new Uint8Array(1 << 20);
    for (let count = await file.read(piece); count !== null; count = await file.read(piece)) {
      if (!parser.write(Uint8Array.from(piece.subarray(0, count)) as never)) {
        await Promise.race([new Promise<void>((drained) => parser.once("drain", drained)), ended]);
      }
    }
    parser.end();
    await ended;
    await Promise.all(reading);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof RangeError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`Cannot read archive ${path}: ${reason}`, { cause });
  }
  return files;
}

/**
 * A file out of an archive.
 *
 * @throws {SyntaxError} When it is not among those read.
 */
export function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes !== undefined) return bytes;
  throw new SyntaxError(
    `Cannot read archive: there is no ${name}; there are ${[...files.keys()].join(", ") || "none"}`,
  );
}
