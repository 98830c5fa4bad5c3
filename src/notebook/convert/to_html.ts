/**
 * Notebooks as one page of HTML that needs no other file.
 *
 * @module
 */

import { loadPlotlySource } from "../../deps/plotly.ts";
import { isJsonObject, type Json } from "../format/json.ts";
import { type Cell, type CodeCell, type Notebook, tagsOf } from "../format/notebook.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { highlight } from "./highlight.ts";
import { languageTag } from "./language_tag.ts";
import { outputHtml, type OutputHtmlOptions } from "./output_html.ts";
import { PAGE_STYLE } from "./page_style.ts";
import { decodeAddress } from "./decode_address.ts";
import { embedPicture } from "./picture_file.ts";
import { renderMarkdown } from "./render_markdown.ts";

/** How a page is made. */
export interface HtmlOptions {
  /** Title of the page; the first heading unless told. */
  readonly title?: string;
  /** Folder from which relative pictures are put in; without it they stay addresses. */
  readonly folder?: string;
  /** `auto` goes with the reader's system. */
  readonly theme?: "auto" | "light" | "dark";
  /**
   * Figures of Plotly: `inline` puts the library (4.8 MB) into the page, `static` shows the picture that
   * goes with a figure, `auto` takes the library only where a figure has no picture.
   */
  readonly plotly?: "auto" | "inline" | "static";
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

const PLOTLY = "application/vnd.plotly.v1+json";

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
  const { theme = "auto", trust = false } = options;
  const warnings: string[] = [];
  const library = wantsLibrary(notebook, options) ? await plotlyLibrary(warnings) : undefined;
  const figures: Json[] = [];
  const outputs: OutputHtmlOptions = {
    trust,
    ...(library === undefined ? {} : {
      figure: (figure: Json) => `figure-${figures.push(figure)}`,
    }),
  };
  const anchors = new Set<string>();
  const cells: string[] = [];
  for (const cell of notebook.cells) {
    cells.push(
      cell.cell_type === "code"
        ? await codeHtml(cell, { language: languageTag(notebook), outputs })
        : await textHtml(cell, { anchors, folder: options.folder }),
    );
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

function figuresOf(notebook: Notebook): { hasPicture: boolean }[] {
  const outputs = notebook.cells.flatMap((cell) => cell.cell_type === "code" ? cell.outputs : []);
  return outputs.flatMap((output) => {
    if (output.output_type === "stream" || output.output_type === "error") return [];
    if (!Object.hasOwn(output.data, PLOTLY)) return [];
    return [{ hasPicture: Object.keys(output.data).some((mime) => mime.startsWith("image/")) }];
  });
}

function wantsLibrary(notebook: Notebook, { plotly = "auto" }: HtmlOptions): boolean {
  const figures = figuresOf(notebook);
  if (plotly === "static") return false;
  return plotly === "inline" ? figures.length > 0 : figures.some(({ hasPicture }) => !hasPicture);
}

async function plotlyLibrary(warnings: string[]): Promise<string | undefined> {
  try {
    // The end of a script must not stand in it.
    return (await loadPlotlySource()).replaceAll(/<\/script/gi, "<\\/script");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    warnings.push(`figures stay as they are, because Plotly cannot be loaded: ${error.message}`);
    return undefined;
  }
}

/**
 * Draws the figures in their places; where that fails the picture stays. A figure without a template of
 * its own takes the colours of the page.
 */
function drawing(figures: readonly Json[]): string {
  const json = JSON.stringify(figures).replaceAll("<", "\\u003c");
  return `const { color } = getComputedStyle(document.body);
const axis = { gridcolor: "rgba(128,128,128,0.25)", zerolinecolor: "rgba(128,128,128,0.5)" };
const clear = "rgba(0,0,0,0)";
const modebar = { bgcolor: clear, color: "rgba(128,128,128,0.7)", activecolor: color };
const layout = {
  paper_bgcolor: clear, plot_bgcolor: clear, font: { color }, xaxis: axis, yaxis: axis, modebar,
};
for (const [i, figure] of ${json}.entries()) {
  const place = document.getElementById("figure-" + (i + 1));
  const kept = [...place.childNodes];
  const config = { responsive: true, displaylogo: false, ...figure.config };
  place.replaceChildren();
  Plotly.newPlot(place, figure.data ?? [], { template: { layout }, ...figure.layout }, config)
    .catch(() => place.replaceChildren(...kept));
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

async function textHtml(
  cell: Exclude<Cell, CodeCell>,
  { anchors, folder }: { anchors: Set<string>; folder: string | undefined },
): Promise<string> {
  if (hidden(cell, "cell") || cell.source.trim() === "") return "";
  if (cell.cell_type === "raw") {
    return `<section class="cell raw"><pre class="code">${escapeHtml(cell.source)}</pre></section>`;
  }
  const picture = async (address: string) => {
    const attached = attachment(cell, address);
    if (attached !== undefined) return attached;
    return folder === undefined ? undefined : await embedPicture(address, folder);
  };
  const html = await renderMarkdown(attachmentsAsFragments(cell.source), { anchors, picture });
  return `<section class="cell markdown">\n${html}</section>`;
}

/** Cleaning leaves no scheme that it does not know; a fragment stays. */
const ATTACHMENT = "#attachment:";

function attachmentsAsFragments(source: string): string {
  return source.replaceAll(/(?<=[("'<\s=])attachment:/g, ATTACHMENT);
}

function attachment({ attachments }: Exclude<Cell, CodeCell>, address: string): string | undefined {
  if (!address.startsWith(ATTACHMENT) || !attachments) return undefined;
  const name = address.slice(ATTACHMENT.length);
  const key = [name, decodeAddress(name) ?? name].find((each) => Object.hasOwn(attachments, each));
  const bundle = key === undefined ? undefined : attachments[key];
  if (!isJsonObject(bundle)) return undefined;
  const [mime, content] = Object.entries(bundle)[0] ?? [];
  if (typeof content !== "string" || !mime?.startsWith("image/")) return undefined;
  const base64 = mime === "image/svg+xml"
    ? new TextEncoder().encode(content).toBase64()
    : content.replaceAll(/[^A-Za-z0-9+/=]/g, "");
  return `data:${mime.replaceAll(/[^\w+./-]/g, "")};base64,${base64}`;
}

/** Tags of Jupyter Book and nbconvert that take a part of a cell out of a page. */
function hidden(cell: Cell, part: "cell" | "input" | "output"): boolean {
  return tagsOf(cell).some((tag) => tag.replace("_", "-") === `remove-${part}`);
}

function folded(cell: Cell, part: "input" | "output"): boolean {
  const { jupyter } = cell.metadata;
  const key = part === "input" ? "source_hidden" : "outputs_hidden";
  return tagsOf(cell).includes(`hide-${part}`) || (isJsonObject(jupyter) && jupyter[key] === true);
}

async function codeHtml(
  cell: CodeCell,
  { language, outputs }: { language: string; outputs: OutputHtmlOptions },
): Promise<string> {
  if (hidden(cell, "cell") || (cell.source.trim() === "" && cell.outputs.length === 0)) return "";
  const parts: string[] = [];
  if (!hidden(cell, "input") && cell.source.trim() !== "") {
    const code = highlight(cell.source.replaceAll("\r\n", "\n").trimEnd(), language);
    const count = cell.execution_count === null
      ? ""
      : `<span class="count">[${cell.execution_count}]</span>`;
    const input = `<div class="input">${count}<pre class="code"><code>${code}</code></pre></div>`;
    parts.push(folded(cell, "input") ? fold("Code", input) : input);
  }
  if (!hidden(cell, "output") && cell.outputs.length > 0) {
    const shown: string[] = [];
    for (const output of cell.outputs) shown.push(await outputHtml(output, outputs));
    const all = shown.filter((each) => each !== "").join("\n");
    if (all !== "") parts.push(folded(cell, "output") ? fold("Output", all) : all);
  }
  if (parts.length === 0) return "";
  return `<section class="cell code" id="cell-${cell.id}">\n${parts.join("\n")}\n</section>`;
}

function fold(name: string, html: string): string {
  return `<details><summary>${name}</summary>\n${html}\n</details>`;
}
