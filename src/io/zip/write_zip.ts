/**
 * Packing of zip files in memory.
 *
 * @module
 */

/** How a zip file is packed. */
export interface WriteZipOptions {
  /** Whether the contents are compressed; true unless told. */
  readonly compress?: boolean;
}

/** The first date that zip files know; a real one would make equal contents give other bytes. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * Packs files into a zip file in memory; equal contents give equal bytes.
 *
 * @param files Contents by name.
 * @param options Whether they are compressed.
 * @returns The zip file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const file = await io.writeZip({ "a.txt": new Uint8Array(1000) });
 * assertEquals(file.length < 300, true);
 * ```
 */
export async function writeZip(
  files: Readonly<Record<string, Uint8Array>>,
  options: WriteZipOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = await import("../../deps/zip.ts");
  const writer = new zip.ZipWriter(new zip.Uint8ArrayWriter(), {
    useWebWorkers: false,
    level: options.compress ?? true ? 6 : 0,
    lastModDate: NO_DATE,
    extendedTimestamp: false,
  });
  for (const [name, content] of Object.entries(files)) {
    await writer.add(name, new zip.Uint8ArrayReader(content));
  }
  return await writer.close() as Uint8Array<ArrayBuffer>;
}
