/**
 * Cells as HTML, which pages of one notebook and of many are made of.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { isJsonObject } from "../format/json.ts";
import { type Cell, type CodeCell, tagsOf } from "../format/notebook.ts";
import { decodeAddress } from "./decode_address.ts";
import { highlight } from "./highlight.ts";
import { outputHtml, type OutputHtmlOptions } from "./output_html.ts";
import { type MarkdownOptions, renderMarkdown } from "./render_markdown.ts";

/** What the page decides for all cells. */
export interface CellHtmlOptions {
  /** The language of code. */
  readonly language: string;
  /** How outputs are shown. */
  readonly outputs: OutputHtmlOptions;
  /** What Markdown refers to; pictures attached to a cell are found before others. */
  readonly markdown: MarkdownOptions;
}

/** One cell as a section with the id `cell-…`; nothing for an empty or hidden one. */
export async function cellHtml(cell: Cell, options: CellHtmlOptions): Promise<string> {
  return cell.cell_type === "code" ? await codeHtml(cell, options) : await textHtml(cell, options);
}

async function textHtml(
  cell: Exclude<Cell, CodeCell>,
  { markdown }: CellHtmlOptions,
): Promise<string> {
  if (hidden(cell, "cell") || cell.source.trim() === "") return "";
  const id = `id="cell-${cell.id}"`;
  if (cell.cell_type === "raw") {
    const code = `<pre class="code">${escapeHtml(cell.source)}</pre>`;
    return `<section class="cell raw" ${id}>${code}</section>`;
  }
  const picture = async (address: string) =>
    attachment(cell, address) ?? await markdown.picture?.(address);
  const html = await renderMarkdown(attachmentsAsFragments(cell.source), { ...markdown, picture });
  return `<section class="cell markdown" ${id}>\n${html}</section>`;
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
  { language, outputs }: CellHtmlOptions,
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
