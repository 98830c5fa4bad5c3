/**
 * Notebooks as one page of HTML that needs no other file.
 *
 * @module
 */

import type { Json } from "../format/json.ts";
import type { Notebook } from "../format/notebook.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { cellHtml } from "./cell_html.ts";
import { languageTag } from "./language_tag.ts";
import type { OutputHtmlOptions } from "./output_html.ts";
import { PAGE_STYLE } from "./page_style.ts";
import { embedPicture } from "./picture_file.ts";
import { DRAW_FIGURE, plotlyLibrary, type PlotlyMode, wantsLibrary } from "./plotly_figures.ts";

/** How a page is made. */
export interface HtmlOptions {
  /** Title of the page; the first heading unless told. */
  readonly title?: string;
  /** Folder from which relative pictures are put in; without it they stay addresses. */
  readonly folder?: string;
  /** `auto` goes with the reader's system. */
  readonly theme?: "auto" | "light" | "dark";
  /** How figures of Plotly are shown; the library is put into the page. */
  readonly plotly?: PlotlyMode;
  /** Whether HTML and scripts of outputs are kept as they are, instead of being cleaned. */
  readonly trust?: boolean;
}

/** A page, and what a user may want to know. */
export interface HtmlPage {
  /** The whole page. */
  readonly html: string;
  /** One line each. */
  readonly warnings: readonly string[];
}

/**
 * Makes a page: Markdown rendered, code coloured, pictures inside, in the light and in the dark. Scripts
 * of the notebook are not in it, unless it is trusted.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { newNotebook } from "../new_notebook.ts";
 * import { toHtml } from "./to_html.ts";
 *
 * const { html } = await toHtml(newNotebook({ title: "Sum", code: ["1 + 1"] }));
 * assertStringIncludes(html, "<title>Sum</title>");
 * ```
 */
export async function toHtml(notebook: Notebook, options: HtmlOptions = {}): Promise<HtmlPage> {
  const { theme = "auto", trust = false, plotly = "auto", folder } = options;
  const warnings: string[] = [];
  const library = wantsLibrary(notebook, plotly) ? await plotlyLibrary(warnings) : undefined;
  const figures: Json[] = [];
  const outputs: OutputHtmlOptions = {
    trust,
    ...(library === undefined ? {} : {
      figure: (figure: Json) => `figure-${figures.push(figure)}`,
    }),
  };
  const markdown = {
    anchors: new Set<string>(),
    ...(folder === undefined
      ? {}
      : { picture: (address: string) => embedPicture(address, folder) }),
  };
  const language = languageTag(notebook);
  const cells: string[] = [];
  for (const cell of notebook.cells) {
    cells.push(await cellHtml(cell, { language, outputs, markdown }));
  }
  const title = escapeHtml(options.title ?? firstHeading(notebook) ?? "Notebook");
  const nonce = crypto.randomUUID();
  const scripts = library === undefined ? [] : [
    `<script nonce="${nonce}">${library}</script>`,
    `<script nonce="${nonce}">${drawing(figures)}</script>`,
  ];
  const policy = contentPolicy(library === undefined ? "'none'" : `'nonce-${nonce}'`);
  const html = [
    "<!DOCTYPE html>",
    `<html lang="en"${theme === "auto" ? "" : ` data-theme="${theme}"`}>`,
    "<head>",
    '<meta charset="utf-8">',
    ...trust ? [] : [`<meta http-equiv="Content-Security-Policy" content="${policy}">`],
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="Tensaur">',
    `<title>${title}</title>`,
    `<style>\n${PAGE_STYLE}\n</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...cells.filter((cell) => cell !== ""),
    "</main>",
    ...scripts,
    "</body>",
    "</html>",
    "",
  ].join("\n");
  return { html, warnings };
}

/** What a page may load: nothing but pictures, and no scripts but our own. */
function contentPolicy(scripts: string): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data: blob: https:",
    "media-src data: https:",
    "font-src data:",
    `script-src ${scripts}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Draws the figures in their places. */
function drawing(figures: readonly Json[]): string {
  const json = JSON.stringify(figures).replaceAll("<", "\\u003c");
  return `${DRAW_FIGURE}
for (const [i, figure] of ${json}.entries()) {
  drawFigure(document.getElementById("figure-" + (i + 1)), figure);
}`;
}

/** The first heading of a text cell. */
export function firstHeading({ cells }: Notebook): string | undefined {
  for (const cell of cells) {
    if (cell.cell_type !== "markdown") continue;
    const [, heading] = cell.source.match(/^#{1,3}[ \t]+(.+?)[ \t]*#*\r?$/m) ?? [];
    if (heading) return heading.replaceAll(/[*_`]/g, "");
  }
  return undefined;
}
