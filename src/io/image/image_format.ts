/**
 * Which format a picture has, by its first bytes.
 *
 * @module
 */

/** A format that can be read. */
export type ImageFormat = "bmp" | "gif" | "jpeg" | "png" | "webp";

/** Ends of the names of files that hold pictures. */
export const IMAGE_EXTENSIONS: readonly string[] = [
  ".bmp",
  ".gif",
  ".jpeg",
  ".jpg",
  ".png",
  ".webp",
];

const SIGNATURES: readonly (readonly [ImageFormat, ...(readonly [number, string])[]])[] = [
  ["jpeg", [0, "\xff\xd8\xff"]],
  ["png", [0, "\x89PNG\r\n\x1a\n"]],
  ["gif", [0, "GIF8"]],
  ["webp", [0, "RIFF"], [8, "WEBP"]],
  ["bmp", [0, "BM"]],
];

/**
 * The format of a picture, whatever its name says.
 *
 * @param bytes A file, or its first 12 bytes.
 * @returns Undefined for everything else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * assertEquals(io.imageFormat(new TextEncoder().encode("GIF89a")), "gif");
 * assertEquals(io.imageFormat(new TextEncoder().encode("hello")), undefined);
 * ```
 */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  return SIGNATURES.find(([, ...marks]) => marks.every(([at, mark]) => head.startsWith(mark, at)))
    ?.[0];
}
