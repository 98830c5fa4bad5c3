/**
 * What a Keras file has that cannot be carried over.
 *
 * @module
 */

/** A model of Keras' has, or would need, something that this library or Keras does not have. */
export class KerasFileError extends Error {
  /** Says what it is. */
  override readonly name = "KerasFileError";
}

/** A plain object out of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a plain object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as an object. */
export function objectOf(value: unknown, what: string): JsonObject {
  if (isObject(value)) return value;
  throw new KerasFileError(`${what} must be an object, current value is ${shown(value)}`);
}

/** A value as a name, which no model has longer than this. */
export function textOf(value: unknown, what: string): string {
  if (typeof value === "string" && value.length <= 10_000) return value;
  throw new KerasFileError(`${what} must be a text, current value is ${shown(value)}`);
}

/** A value as a list. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new KerasFileError(`${what} must be a list, current value is ${shown(value)}`);
}

/** A value for an error, cut where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
