/**
 * Values in the cells of a table.
 *
 * @module
 */

import { shapeText } from "../../core/shape.ts";
import { countText, numberText } from "../text/number_text.ts";
import { printable } from "../text/printable.ts";
import { readable } from "../text/readable.ts";

/** More of a value than this is not shown. */
const MAX_CHARACTERS = 100;

/** The value of a cell that is no number, on one line of about as many characters. */
export function cellText(value: unknown, characters: number = MAX_CHARACTERS): string {
  return shortened(readable(() => valueText(value)), characters);
}

function valueText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  }
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object" || value === null) return String(value);
  const { dtype, shape } = value as { dtype?: unknown; shape?: unknown };
  if (typeof dtype === "string" && Array.isArray(shape)) return `${dtype} ${shapeText(shape)}`;
  return Deno.inspect(value, {
    compact: true,
    breakLength: Infinity,
    depth: 2,
    iterableLimit: 20,
    strAbbreviateSize: 2 * MAX_CHARACTERS,
  });
}

/** Text from data on one line of about as many characters, and how many more there are. */
export function shortened(text: string, characters: number = MAX_CHARACTERS): string {
  if (text.length <= characters) return printable(text);
  const left = text.length - characters;
  return `${printable(text.slice(0, characters))}… (${countText(left)} more)`;
}

/** Whether a column holds numbers, as far as there are values. */
export function isNumeric(values: readonly unknown[]): boolean {
  const known = values.filter((value) => value !== undefined && value !== null);
  return known.length > 0 &&
    known.every((value) => typeof value === "number" || typeof value === "bigint");
}

/** Numbers of one column with as many decimals each, so that their points stand below each other. */
export function numberTexts(values: readonly unknown[]): string[] {
  const numbers = values.filter((value): value is number => typeof value === "number")
    .filter((value) => Number.isFinite(value));
  const decimals = decimalsFor(numbers);
  return values.map((value) => {
    if (typeof value !== "number") return cellText(value);
    if (!Number.isFinite(value) || decimals === undefined) return numberText(value);
    return value.toLocaleString("en-US", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: "min2",
    });
  });
}

/** Decimals that show the smallest of some numbers with 4 digits; undefined when that is too many. */
function decimalsFor(numbers: readonly number[]): number | undefined {
  const sizes = numbers.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(0, ...sizes);
  if (largest >= 1e15) return undefined;
  if (numbers.every(Number.isInteger)) return 0;
  const fractions = sizes.filter((size) => !Number.isInteger(size));
  const smallest = Math.min(...fractions);
  if (smallest < 1e-4 || largest >= 1e9) return undefined;
  const needed = Math.max(...fractions.map(fractionDigits));
  return Math.min(needed, Math.max(2, 4 - Math.ceil(Math.log10(smallest))));
}

/** Decimals of a number with seven significant digits, all that a float32 has, the zeros at its end left out. */
function fractionDigits(value: number): number {
  const text = String(Number(value.toPrecision(7)));
  return text.includes("e") ? 6 : text.split(".")[1]?.length ?? 0;
}
