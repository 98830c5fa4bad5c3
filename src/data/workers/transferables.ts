/**
 * What of a value can be handed to another thread without a copy.
 *
 * @module
 */

/**
 * The buffers below a value that nothing else looks at: those of arrays that fill their buffer. Views of
 * a part are copied, so that no thread loses what it shares.
 */
export function transferables(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteLength } = value;
    if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength > 0) {
      found.add(buffer);
    }
  } else if (Array.isArray(value)) {
    for (const part of value) if (typeof part === "object") transferables(part, found);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) transferables(part, found);
  }
  return found;
}
