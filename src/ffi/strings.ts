/** C strings. @module */

const encoder = new TextEncoder();
const cache = new Map<string, Uint8Array<ArrayBuffer>>();

/** Names recur (ops, attributes, devices), free texts do not: past this many, start afresh. */
const CACHE_LIMIT = 4096;

/** `text` as NUL-terminated UTF-8 for a `const char*` parameter; the same bytes each time. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  let bytes = cache.get(text);
  if (bytes === undefined) {
    if (text.includes("\0")) {
      throw new TypeError(
        `Cannot pass ${JSON.stringify(text)} to TensorFlow: it holds a NUL`,
      );
    }
    bytes = encoder.encode(text + "\0");
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(text, bytes);
  }
  return bytes;
}

/** Text of a NUL-terminated `const char*` result; empty for a null pointer. */
export function readCString(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/** UTF-8 of `text` without the closing NUL. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}
