/**
 * Formulas.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { printableLines } from "../text/printable.ts";
import { latexText } from "./latex_text.ts";

/** A formula that front ends draw; elsewhere in characters. */
export class LatexView implements View {
  /** The formula, without dollar signs. */
  readonly source: string;

  /**
   * Takes a formula.
   *
   * @param source The formula, without dollar signs.
   */
  constructor(source: string) {
    this.source = source;
  }

  /** The formula in characters where it can be read, else its source. */
  toText(_options: TextOptions = {}): string {
    return printableLines(latexText(this.source) ?? this.source);
  }

  /** The formula for those who draw it, and in characters. */
  [DISPLAY](): MimeBundle {
    // Pages that take it as it is must find no tag in it: to a formula a space is nothing.
    const source = printableLines(this.source).replaceAll(/<(?=[a-z/!?])/gi, "< ");
    return { "text/latex": `$$${source}$$`, "text/plain": this.toText() };
  }
}

/**
 * A formula in LaTeX, on a line of its own.
 *
 * JupyterLab, VS Code, GitHub and exported pages draw it, all of them from its source, so it has no
 * picture of its own. In terminals it is written in characters.
 *
 * @param source The formula, without dollar signs.
 * @returns The formula, for `show` or as the last value of a cell.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const loss = display.latex(String.raw`L = \frac{1}{n} \sum_{i=1}^n (y_i - \hat y_i)^2`);
 * assertEquals(display.bundle(loss)["text/latex"], `$$${loss.source}$$`);
 * assertEquals(loss.toText(), "L = 1/n ∑ᵢ₌₁ⁿ (yᵢ - ŷᵢ)²".normalize("NFD"));
 * ```
 */
export function latex(source: string): LatexView {
  return new LatexView(source);
}
