/**
 * Types of a notebook's parameters, read from its defaults, and values checked against them.
 *
 * @module
 */

import { isJsonObject, type Json } from "../format/json.ts";

/** What values a parameter takes. */
export type ParameterType =
  | { readonly kind: "number" | "string" | "boolean" | "bigint" | "null" | "any" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "array"; readonly element: ParameterType }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, ParameterType> }
  | { readonly kind: "union"; readonly types: readonly ParameterType[] };

/** A value for a parameter; big integers are given as text in JSON. */
export type ParameterValue = Json | bigint;

/** How a type is named in messages. */
export function describeType(type: ParameterType): string {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "array":
      return `list of ${describeType(type.element)}`;
    case "object":
      return "object in JSON";
    case "union":
      return type.types.map(describeType).join(" or ");
    case "any":
      return "value";
    default:
      return type.kind;
  }
}

/** Whether a value is of a type; whole numbers and their texts are big integers too. */
export function hasType(value: ParameterValue, type: ParameterType): boolean {
  switch (type.kind) {
    case "any":
      return true;
    case "null":
      return value === null;
    case "bigint":
      return typeof value === "bigint";
    case "literal":
      return value === type.value;
    case "array":
      return Array.isArray(value) && value.every((item: Json) => hasType(item, type.element));
    case "object":
      return isJsonObject(value) && Object.entries(value).every(([key, item]) => {
        const field = type.fields.get(key);
        return field === undefined || hasType(item, field);
      });
    case "union":
      return type.types.some((each) => hasType(value, each));
    default: {
      const kind: string = typeof value;
      return kind === type.kind;
    }
  }
}

/**
 * Reads a value as somebody typed it.
 *
 * @returns undefined where the text is no value of the type.
 */
export function parseValue(text: string, type: ParameterType): ParameterValue | undefined {
  switch (type.kind) {
    case "string":
      return text;
    case "number":
      return parseNumber(text);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "bigint":
      return /^[+-]?\d+n?$/.test(text) ? BigInt(text.replace(/n$/, "")) : undefined;
    case "null":
      return text === "null" ? null : undefined;
    case "literal":
      return text === String(type.value) || text === JSON.stringify(type.value)
        ? type.value
        : undefined;
    case "union": {
      // What takes any text comes last, so that null and 3 keep their own types.
      const last = (each: ParameterType) => each.kind === "string" || each.kind === "any" ? 1 : 0;
      for (const each of [...type.types].sort((a, b) => last(a) - last(b))) {
        const value = parseValue(text, each);
        if (value !== undefined) return value;
      }
      return undefined;
    }
    case "any":
      return parseJsonValue(text) ?? text;
    default: {
      const value = parseJsonValue(text);
      return value !== undefined && hasType(value, type) ? value : undefined;
    }
  }
}

function parseNumber(text: string): number | undefined {
  const plain = text.trim().replaceAll(/(?<=\d)_(?=\d)/g, "");
  if (plain === "") return undefined;
  const value = Number(plain);
  return Number.isNaN(value) ? undefined : value;
}

function parseJsonValue(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
