/**
 * JSON as notebooks need it: limits against hostile files, numbers kept to the letter, sorted keys.
 *
 * @module
 */

/** A value of a JSON text. A number that JavaScript would write differently is kept as it was. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of a JSON text; a key may be any word, `__proto__` too. */
export interface JsonObject {
  /** What the key has. */
  readonly [key: string]: Json;
}

/** What newer engines have in `JSON` and TypeScript's library does not list yet. */
interface ExactJson {
  rawJSON?: (text: string) => unknown;
  isRawJSON?: (value: unknown) => value is { readonly rawJSON: string };
}

/** Levels of lists and objects in each other; the deepest figures of plotting libraries have 30. */
const MAX_DEPTH = 256;

const exact = JSON as ExactJson;

/** Whether a value is an object of a JSON text. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !exact.isRawJSON?.(value);
}

/** The number that a value stands for, also where it was kept to the letter (`1.0`, `1e-3`). */
export function jsonNumber(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return exact.isRawJSON?.(value) ? Number(value.rawJSON) : undefined;
}

/**
 * Reads a JSON text. Own keys only are made, whatever their names, and a number whose letters
 * JavaScript would change (`1.0`, more than 16 digits) is written again as it was.
 *
 * @throws {SyntaxError} When it is no JSON, or lists and objects are nested more than 256 deep.
 */
export function parseJson(text: string): Json {
  const depth = nesting(text);
  if (depth > MAX_DEPTH) {
    throw new SyntaxError(`lists and objects are nested ${depth} deep, the limit is ${MAX_DEPTH}`);
  }
  const { rawJSON } = exact;
  if (!rawJSON) return JSON.parse(text);
  const keepNumbers = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && context?.source !== undefined && context.source !== String(value)
      ? rawJSON(context.source)
      : value;
  return JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown);
}

/** How deep brackets are nested outside strings, found without recursion. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      // To the closing quote: the next one that no backslash precedes.
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) {
        if (text.charCodeAt(i) === 0x5c) i++;
      }
    } else if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}

/**
 * Writes a value as notebooks are written everywhere, so that tools do not undo each other's work:
 * keys sorted, one space of indentation, no escapes but the needed ones.
 */
export function canonicalJson(value: Json, indent = ""): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const inner = `${indent} `;
    const items = value.map((item: Json) => inner + canonicalJson(item, inner));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  if (keys.length === 0) return "{}";
  const inner = `${indent} `;
  const entries = keys.map((key) =>
    `${inner}${JSON.stringify(key)}: ${canonicalJson(value[key]!, inner)}`
  );
  return `{\n${entries.join(",\n")}\n${indent}}`;
}
