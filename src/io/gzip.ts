/**
 * Unpacking of gzip data.
 *
 * @module
 */

/**
 * Unpacks gzip data in memory.
 *
 * @param bytes A whole .gz file.
 * @returns Its content.
 * @throws {SyntaxError} When the data is no gzip, damaged or cut off.
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
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`Cannot unpack gzip data of ${bytes.byteLength} bytes: ${reason}`, {
      cause,
    });
  }
}
