/**
 * Files of a packed archive, read into memory.
 *
 * @module
 */

/**
 * Reads files of a tar archive, packed by gzip or not. Nothing is written anywhere.
 *
 * @param path The archive.
 * @param wanted Says which files, by their names in it.
 * @returns Bytes by name.
 * @throws {SyntaxError} When it is no such archive, or damaged.
 */
export async function readTarFiles(
  path: string,
  wanted: (name: string) => boolean,
): Promise<Map<string, Uint8Array>> {
  // Only when it is needed: the package reads the environment as it is loaded.
  const { Parser } = await import("../../deps/tar.ts");
  const files = new Map<string, Uint8Array>();
  const reading: Promise<void>[] = [];
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const parser = new Parser({
    strict: true,
    onReadEntry(entry) {
      if (entry.type !== "File" || !wanted(entry.path)) {
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
    if (cause instanceof Deno.errors.NotFound) throw cause;
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
