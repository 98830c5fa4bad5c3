/**
 * Colours of terminals.
 *
 * @module
 */

const CODES = { bold: "1", dim: "2", red: "31", green: "32", cyan: "36" } as const;

/** `text` in a style where there are colours, else as it is. */
export function paint(text: string, style: keyof typeof CODES, colors: boolean): string {
  return colors && text !== "" ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text;
}
