/**
 * Pictures beside a notebook, put into the page.
 *
 * @module
 */

import { decodeAddress } from "./decode_address.ts";

/** Bytes of a picture; larger ones stay files. */
const MAX_BYTES = 20_000_000;

/** What files of these kinds begin with. */
const SIGNATURES: readonly (readonly [string, RegExp])[] = [
  ["image/png", /^\x89PNG\r\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF.{4}WEBP/s],
  ["image/avif", /^.{4}ftypavi[fs]/s],
  [
    "image/svg+xml",
    /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>|\s)*<svg[\s>]/,
  ],
];

/** A `data:` address of base64. */
export function dataUrl(mime: string, bytes: Uint8Array): string {
  return `data:${mime};base64,${bytes.toBase64()}`;
}

/**
 * Reads a picture that a notebook refers to by a relative address.
 *
 * @returns Its `data:` address; undefined where there is no such file, or it is no picture: another
 *   file does not get into a page, whatever a notebook asks for.
 */
export async function embedPicture(address: string, folder: string): Promise<string | undefined> {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|\\|#)/i.test(address)) return undefined;
  const path = decodeAddress(address.replace(/[?#].*$/, ""));
  if (path === undefined || path === "" || path.includes("\0")) return undefined;
  let bytes: Uint8Array;
  try {
    const file = `${folder}/${path}`;
    const { isFile, size } = await Deno.stat(file);
    if (!isFile || size > MAX_BYTES) return undefined;
    bytes = await Deno.readFile(file);
  } catch (error) {
    const { NotFound, PermissionDenied, NotADirectory } = Deno.errors;
    const unreadable = [NotFound, PermissionDenied, NotADirectory];
    if (unreadable.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
  const start = String.fromCharCode(...bytes.subarray(0, 1000));
  const mime = SIGNATURES.find(([, signature]) => signature.test(start))?.[0];
  return mime === undefined ? undefined : dataUrl(mime, bytes);
}
