/**
 * Texts brought into one form.
 *
 * @module
 */

/** What is made one. */
export interface NormalizeTextOptions {
  /** Unicode's form; "NFKC" unless told, which also makes wide and narrow letters one. */
  readonly form?: "NFC" | "NFD" | "NFKC" | "NFKD" | "none";
  /** Whether runs of white space become one space, and those at both ends nothing; true unless told. */
  readonly whitespace?: boolean;
  /** Whether letters become small; false unless told. */
  readonly lowerCase?: boolean;
  /** Whether control characters other than white space go; true unless told. */
  readonly controls?: boolean;
}

/**
 * Brings a text into one form: Unicode's NFKC, white space, and case where told.
 *
 * @param text The text.
 * @param options What is made one.
 * @returns The text in that form.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * assertEquals(data.normalizeText(" Ｄeno\u00a0 １ \n", { lowerCase: true }), "deno 1");
 * ```
 */
export function normalizeText(text: string, options: NormalizeTextOptions = {}): string {
  const { form = "NFKC", whitespace = true, lowerCase = false, controls = true } = options;
  let result = form === "none" ? text : text.normalize(form);
  if (controls) result = result.replace(/(?!\s)[\p{Cc}\u200b\ufeff]/gu, "");
  if (whitespace) result = result.replace(/\s+/g, " ").trim();
  return lowerCase ? result.toLowerCase() : result;
}
