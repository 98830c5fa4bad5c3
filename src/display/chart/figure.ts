/**
 * Charts.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { chartText } from "./chart_text.ts";
import type { Panel } from "./panel.ts";
import { type PlotlyFigure, plotlyFigure } from "./plotly_figure.ts";
import { enabledRenderer, loadRenderer } from "../picture/svg_png.ts";
import { drawFigure } from "./svg/draw_figure.ts";
import { type TemplateName, TEMPLATES } from "./template.ts";

/** How a chart looks. */
export interface FigureOptions {
  /** Above everything. */
  readonly title?: string;
  /** Colours; `"light"` unless told. */
  readonly template?: TemplateName;
  /** Pixels; 640 unless told, more for panels beside each other. */
  readonly width?: number;
  /** Pixels; 400 unless told, more for panels below each other. */
  readonly height?: number;
  /** Panels beside each other before the next row begins; all of them unless told. */
  readonly columns?: number;
}

/** A chart as it is drawn. */
export interface FigureParts {
  /** Above everything; may be empty. */
  readonly title: string;
  /** Beside and below each other. */
  readonly panels: readonly Panel[];
  /** How many are beside each other. */
  readonly columns: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** One chart, or several beside each other: for Plotly, as a drawing, as text. */
export class Figure implements View {
  /** The panels, from left to right. */
  readonly panels: readonly Panel[];
  readonly #options: FigureOptions;

  /**
   * Puts panels beside each other.
   *
   * @param panels What is drawn.
   * @param options Title, colours and size.
   * @throws {RangeError} When a size is no number from 100 to 10,000, or the number of columns no
   *   positive integer.
   */
  constructor(panels: readonly Panel[], options: FigureOptions = {}) {
    for (const name of ["width", "height"] as const) {
      const value = options[name];
      if (value === undefined || (value >= 100 && value <= 10_000)) continue;
      throw new RangeError(
        `Cannot draw a chart: ${name} must be from 100 to 10,000 pixels, current value is ${value}`,
      );
    }
    const { columns } = options;
    if (columns !== undefined && !(columns >= 1 && Number.isInteger(columns))) {
      throw new RangeError(
        `Cannot draw a chart: columns must be a positive integer, current value is ${columns}`,
      );
    }
    this.panels = panels;
    this.#options = options;
  }

  /** The same chart with other options. */
  with(options: FigureOptions): Figure {
    return new Figure(this.panels, { ...this.#options, ...options });
  }

  /** The chart for plotly.js, as JSON. */
  toPlotly(): PlotlyFigure {
    return plotlyFigure(this.#parts, this.#template);
  }

  /** The chart as a drawing that needs nothing else. */
  toSvg(): string {
    return drawFigure(this.#parts, this.#template);
  }

  /**
   * The chart as a picture.
   *
   * @param options How many pixels there are for each of the drawing's, 2 unless told.
   * @returns The bytes of a PNG file.
   * @throws {RangeError} When the scale is out of range.
   * @throws {TypeError} When the renderer's package can neither be found nor downloaded.
   * @throws {Error} When the machine has no fonts to write with.
   */
  async toPng(options: { readonly scale?: number } = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { scale = 2 } = options;
    if (!(scale > 0 && scale <= 10)) {
      throw new RangeError(
        `Cannot draw as PNG: scale must be above 0 and at most 10, current value is ${scale}`,
      );
    }
    const render = await loadRenderer();
    return render(this.toSvg(), scale);
  }

  /** The chart in characters. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    return chartText(this.#parts, { columns, colors });
  }

  /** The chart for Plotly, as a drawing and as text; after `enablePng()` also as PNG. */
  [DISPLAY](): MimeBundle {
    const svg = this.toSvg();
    const png = enabledRenderer()?.(svg, 1).toBase64();
    return {
      "application/vnd.plotly.v1+json": this.toPlotly(),
      "image/svg+xml": svg,
      ...png !== undefined && { "image/png": png },
      "text/plain": this.toText(),
    };
  }

  get #template() {
    return TEMPLATES[this.#options.template ?? "light"];
  }

  get #parts(): FigureParts {
    const { panels } = this;
    const columns = Math.max(1, Math.min(panels.length, this.#options.columns ?? Infinity));
    const rows = Math.max(1, Math.ceil(panels.length / columns));
    const { title = "", width = columns > 1 ? 800 : 640 } = this.#options;
    const { height = rows > 1 ? Math.min(10_000, 60 + 280 * rows) : 400 } = this.#options;
    return { title, panels, columns, width, height };
  }
}
