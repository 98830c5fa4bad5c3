/**
 * Values without a form of their own.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "./mime_bundle.ts";
import { printableLines } from "./text/printable.ts";
import { readable } from "./text/readable.ts";
import { countText } from "./text/number_text.ts";

/** More than a reader looks at, and less than a notebook file suffers from. */
const MAX_CHARACTERS = 20_000;

/** Any value as `console.log` writes it, without what would disturb the place it is written to. */
export class PlainValue implements View {
  readonly #value: unknown;

  /** Takes the value as it is; it is read when it is shown. */
  constructor(value: unknown) {
    this.#value = value;
  }

  /** The value as text. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    const value = this.#value;
    if (typeof value === "string") return shortened(value);
    const text = inspected(value, { colors, columns });
    // Colours must not be cut in the middle, so what is too long goes without.
    return text.length <= MAX_CHARACTERS && colors
      ? text
      : shortened(inspected(value, { colors: false, columns }));
  }

  /** The value as text. */
  [DISPLAY](): MimeBundle {
    return { "text/plain": this.toText() };
  }
}

function inspected(value: unknown, { colors, columns }: Required<TextOptions>): string {
  return readable(() =>
    Deno.inspect(value, { colors, breakLength: columns, strAbbreviateSize: 1_000 })
  );
}

function shortened(text: string): string {
  const left = text.length - MAX_CHARACTERS;
  if (left <= 0) return printableLines(text);
  return `${printableLines(text.slice(0, MAX_CHARACTERS))}… ${countText(left)} more characters`;
}
