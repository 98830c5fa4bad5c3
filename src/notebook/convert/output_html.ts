/**
 * Outputs of cells as HTML.
 *
 * @module
 */

import { AnsiUp } from "../../deps/markdown.ts";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../format/json.ts";
import type { DisplayOutput, Output } from "../format/notebook.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { plainText } from "../plain_text.ts";
import { cleanOutput } from "./clean_html.ts";
import { svgHtml } from "./svg_html.ts";
import { PLOTLY } from "./plotly_figures.ts";
import { renderMarkdown } from "./render_markdown.ts";

/** What the page decides for all outputs. */
export interface OutputHtmlOptions {
  /** Whether HTML and scripts of outputs are kept as they are. */
  readonly trust: boolean;
  /** Takes a figure that the page draws, and gives the id of its place. */
  readonly figure?: (figure: Json) => string;
}

/** MIME types of pictures made of pixels, the best first. */
export const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"];
const MAX_TEXT = 500_000;
const MAX_ALT = 160;

/** One output as HTML. */
export async function outputHtml(output: Output, options: OutputHtmlOptions): Promise<string> {
  switch (output.output_type) {
    case "stream": {
      const stderr = output.name === "stderr" ? " stderr" : "";
      return `<pre class="output text${stderr}">${ansiHtml(output.text)}</pre>`;
    }
    case "error": {
      const { ename, evalue, traceback } = output;
      const head = [ename, evalue].filter((part) => part !== "").join(": ");
      const trace = traceback.join("\n");
      // A trace begins with the error itself, with colours or without them.
      const text = trace.includes(evalue) && trace !== "" ? trace : `${head}\n${trace}`.trimEnd();
      return `<pre class="output text error">${ansiHtml(text)}</pre>`;
    }
    default:
      return await displayHtml(output, options);
  }
}

/** Text with the colours of terminals. */
export function ansiHtml(text: string): string {
  const shown = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  const left = text.length - shown.length;
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  const note = left === 0 ? "" : `<em>[${left} more characters]</em>`;
  return ansi.ansi_to_html(shown) + note;
}

async function displayHtml(output: DisplayOutput, options: OutputHtmlOptions): Promise<string> {
  const { data, metadata } = output;
  const text = (mime: string): string | undefined => {
    const content = Object.hasOwn(data, mime) ? data[mime] : undefined;
    return typeof content === "string" ? content : undefined;
  };
  const picture = PICTURES.find((mime) => text(mime) !== undefined);
  const drawing = text("image/svg+xml");
  const alt = altText(text("text/plain"));
  // Sharp at any size, and smaller than its picture.
  const still = drawing !== undefined
    ? svgHtml(drawing, alt)
    : picture !== undefined
    ? pictureHtml(picture, text(picture)!, { metadata, alt })
    : undefined;
  const figure = Object.hasOwn(data, PLOTLY) ? data[PLOTLY] : undefined;
  if (figure !== undefined && options.figure) {
    const id = options.figure(figure);
    const fallback = still ?? plain(text("text/plain"));
    return `<div class="output figure" id="${id}">${fallback}</div>`;
  }
  // A figure's own HTML is a script: without it the picture says more.
  const html = text("text/html");
  if (html !== undefined && (figure === undefined || still === undefined || options.trust)) {
    if (options.trust) return `<div class="output html">${html}</div>`;
    const clean = cleanOutput(html);
    if (clean.trim() !== "" || still === undefined) return isolated(clean);
  }
  if (still !== undefined) return `<div class="output picture">${still}</div>`;
  const markdown = text("text/markdown");
  if (markdown !== undefined) {
    return `<div class="output markdown">${await renderMarkdown(markdown)}</div>`;
  }
  const latex = text("text/latex");
  if (latex !== undefined) {
    const formula = /^\s*(\$|\\[[(]|\\begin)/.test(latex) ? latex : `$$${latex}$$`;
    return `<div class="output markdown">${await renderMarkdown(formula)}</div>`;
  }
  const script = text("application/javascript") ?? text("text/javascript");
  if (script !== undefined && options.trust) return `<script>${script}</script>`;
  return otherHtml(data, text("text/plain"));
}

function otherHtml(data: JsonObject, text: string | undefined): string {
  const json = Object.keys(data).find((mime) => /^application\/(.*\+)?json$/.test(mime));
  if (text === undefined && json !== undefined) {
    return `<pre class="output text">${
      escapeHtml(canonicalJson(data[json]!).slice(0, MAX_TEXT))
    }</pre>`;
  }
  if (text === undefined && Object.keys(data).length > 0) {
    const kinds = escapeHtml(Object.keys(data).join(", "));
    return `<p class="output missing">An output that cannot be shown here: ${kinds}</p>`;
  }
  return plain(text);
}

function plain(text: string | undefined): string {
  return text === undefined ? "" : `<pre class="output text">${ansiHtml(text)}</pre>`;
}

/** What a picture shows, for those who do not see it: the first line of its text that has words. */
function altText(plain: string | undefined): string {
  const lines = plainText((plain ?? "").slice(0, MAX_TEXT)).split("\n");
  const words = lines.map((line) => line.trim()).find((line) => /\p{L}{2}/u.test(line));
  return escapeHtml(words === undefined ? "Picture" : words.slice(0, MAX_ALT));
}

function pictureHtml(
  mime: string,
  base64: string,
  { metadata, alt }: { metadata: JsonObject; alt: string },
): string {
  const clean = base64.replaceAll(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) {
    return `<p class="missing">A picture that is damaged (${mime})</p>`;
  }
  const own = metadata[mime];
  const sizes = isJsonObject(own) ? own : {};
  const size = ["width", "height"].map((key) => {
    const value = Number(sizes[key]);
    return value > 0 ? ` ${key}="${Math.round(value)}"` : "";
  }).join("");
  return `<img alt="${alt}"${size} src="data:${mime};base64,${clean}">`;
}

/** HTML with a root of its own, so that its styles stay with it. */
function isolated(html: string): string {
  return '<div class="output html"><template shadowrootmode="open">' +
    `<style>${OUTPUT_STYLE}</style>${html}</template></div>`;
}

const OUTPUT_STYLE = `
table { border-collapse: collapse; font-size: 0.92em; font-variant-numeric: tabular-nums }
th, td { padding: 0.3em 0.7em; border-bottom: 1px solid light-dark(#d8dee4, #3d444d); text-align: left }
thead th { border-bottom-width: 2px }
a { color: light-dark(#0969da, #58a6ff) }
img, svg { max-width: 100%; height: auto }
pre { overflow-x: auto }
`.trim();
