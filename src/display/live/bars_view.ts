/**
 * Progress bars, one below the other.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { percentOf, type Progress } from "../../core/progress.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { pad, widthOf } from "../text/fit.ts";

/** Pieces of work as bars: lines in a terminal, elements of a page in a notebook. */
export class BarsView implements View {
  readonly #bars: () => readonly Progress[];

  /** @param bars What is shown, asked for at each drawing. */
  constructor(bars: () => readonly Progress[]) {
    this.#bars = bars;
  }

  /** One line for each. */
  toText(options: TextOptions = {}): string {
    const { columns = 80 } = options;
    const bars = this.#bars();
    const wide = Math.max(0, ...bars.map(({ label }) => label.length));
    return bars.map((bar) => bar.toLine(columns, wide)).join("\n");
  }

  /** Elements without script, whose text says all that the bars do. */
  toHtml(): string {
    const bars = this.#bars();
    const wide = Math.max(0, ...bars.map(({ label }) => widthOf(label)));
    return bars.map((bar) => {
      const { share, finished, label } = bar;
      const value = finished && share === undefined ? 1 : share;
      const element = `<progress max="1"${
        value === undefined ? "" : ` value="${value.toFixed(4)}"`
      } style="width:10em;accent-color:#0072b2"></progress>`;
      const percent = share === undefined
        ? []
        : [`${percentOf(share)}%`.padStart(4).replaceAll(" ", "\u2007")];
      const text = escapeHtml([...percent, ...bar.facts].join(" · "));
      // The label stands in front of the bar, and the bars one below the other.
      const head = escapeHtml(pad(label, wide).replaceAll(" ", "\u00a0"));
      return `<div style="font-family:monospace;font-size:0.9em">` +
        `<bdi>${head}</bdi> ${element} <bdi>${text}</bdi></div>`;
    }).join("\n");
  }

  /** The bars for a page, and as text. */
  [DISPLAY](): MimeBundle {
    return { "text/html": this.toHtml(), "text/plain": this.toText() };
  }
}
