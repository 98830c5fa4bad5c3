/**
 * Text from data that must not move the cursor, change colours or turn lines round.
 *
 * @module
 */

// Controls of terminals (C0, DEL, C1), line separators, and the marks that order bidirectional text.
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return NAMED[character] ??
    (code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`);
}

/** `text` on one line, with what is no visible character written as in a string of JavaScript. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(UNSAFE, escaped);
}

/** The same for several lines: newlines and tabs stay. */
export function printableLines(text: string): string {
  return text.toWellFormed().replaceAll(
    UNSAFE,
    (character) => character === "\n" || character === "\t" ? character : escaped(character),
  );
}
