/**
 * Formulas and diagrams that front ends draw.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { printableLines } from "../text/printable.ts";

/** A text in a language that front ends draw; elsewhere the text itself. */
export class SourceView implements View {
  /** What is drawn. */
  readonly source: string;
  readonly #mime: string;
  readonly #drawn: string;

  /**
   * Takes a text.
   *
   * @param source What is drawn.
   * @param format Its MIME type, and how it is handed over where that differs from the text.
   */
  constructor(source: string, format: { readonly mime: string; readonly drawn?: string }) {
    this.source = source;
    this.#mime = format.mime;
    this.#drawn = format.drawn ?? source;
  }

  /** The text itself. */
  toText(_options: TextOptions = {}): string {
    return printableLines(this.source);
  }

  /** The text under its MIME type, and as it is. */
  [DISPLAY](): MimeBundle {
    return { [this.#mime]: this.#drawn, "text/plain": this.toText() };
  }
}

/**
 * A formula in LaTeX, on a line of its own.
 *
 * @param source The formula, without dollar signs.
 * @returns The formula, for `show` or as the last value of a cell.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const loss = display.latex(String.raw`L = \frac{1}{n} \sum_i (y_i - \hat y_i)^2`);
 * assertEquals(display.bundle(loss)["text/latex"], `$$${loss.source}$$`);
 * ```
 */
export function latex(source: string): SourceView {
  return new SourceView(source, { mime: "text/latex", drawn: `$$${source}$$` });
}
