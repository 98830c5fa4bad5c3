/**
 * Values that take no more with them to another thread than they show.
 *
 * @module
 */

/**
 * A value in which arrays that are views of a part of a larger buffer are copies of that part: sending
 * such a view sends the whole buffer, for each picture all pictures.
 *
 * @param value Anything that can be sent.
 * @returns The same value where there is nothing to copy.
 */
export function compact(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const whole = value.byteLength === value.buffer.byteLength;
    return whole || value instanceof DataView ? value : (value as Uint8Array).slice();
  }
  if (Array.isArray(value)) {
    return value.some((part) => typeof part === "object") ? value.map(compact) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  // Maps, dates and the like are sent as they are.
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, compact(part)]));
}
