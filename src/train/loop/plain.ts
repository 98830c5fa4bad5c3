/**
 * Plain values with numbers that JSON does not hold.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";

const KEY = "$number";

/** The value with NaN and infinities as objects, and without what is undefined. */
export function packed(value: unknown): JsonValue {
  if (typeof value === "number" && !Number.isFinite(value)) return { [KEY]: String(value) };
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    return Object.fromEntries(entries.map(([name, part]) => [name, packed(part)]));
  }
  return value as JsonValue;
}

/** The value that {@linkcode packed} was given. */
export function unpacked(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Record<string, JsonValue>);
  if (entries.length === 1 && entries[0]![0] === KEY) return Number(entries[0]![1]);
  return Object.fromEntries(entries.map(([name, part]) => [name, unpacked(part)]));
}
