/**
 * Notebooks as Markdown, pictures as files beside it.
 *
 * @module
 */

import { canonicalJson, type Json } from "../format/json.ts";
import type { CodeCell, DisplayOutput, Notebook, Output } from "../format/notebook.ts";
import { isJsonObject } from "../format/json.ts";
import { decodeAddress } from "./decode_address.ts";
import { cleanMarkdown } from "./clean_html.ts";
import { languageTag } from "./language_tag.ts";
import { plainText } from "../plain_text.ts";

/** Markdown and its pictures. */
export interface MarkdownPages {
  /** The Markdown. */
  readonly text: string;
  /** Pictures by file name, which the text refers to below `folder`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** How Markdown is made. */
export interface ToMarkdownOptions {
  /** Folder of the pictures as the text refers to it; they stand in the text itself unless told. */
  readonly folder?: string;
}

const PICTURES: Readonly<Record<string, string>> = {
  "image/svg+xml": "svg",
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
};

/** Writes Markdown: texts as they are, code and outputs in fences, pictures. */
export function toMarkdown(notebook: Notebook, options: ToMarkdownOptions = {}): MarkdownPages {
  const pictures = new Pictures(options.folder);
  const tag = languageTag(notebook);
  const blocks = notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type === "raw") return cell.source.trim() === "" ? [] : [fence(cell.source, "")];
    if (cell.cell_type === "code") return codeBlocks(cell, { index, tag, pictures });
    const source = cell.source.replaceAll("\r\n", "\n").trim();
    return [source.replaceAll(/(?<=[("'<\s=])attachment:([^\s)"'>]+)/g, (all, name: string) => {
      const bundle = cell.attachments?.[decodeAddress(name) ?? name];
      return (isJsonObject(bundle) ? pictures.add(bundle, `cell-${index + 1}`) : undefined) ?? all;
    })];
  });
  return { text: `${blocks.filter((each) => each !== "").join("\n\n")}\n`, files: pictures.files };
}

function codeBlocks(
  cell: CodeCell,
  { index, tag, pictures }: { index: number; tag: string; pictures: Pictures },
): string[] {
  const source = cell.source.replaceAll("\r\n", "\n").trimEnd();
  return [
    ...source === "" ? [] : [fence(source, tag)],
    ...cell.outputs.map((output, i) => outputBlock(output, `cell-${index + 1}-${i + 1}`, pictures)),
  ];
}

function outputBlock(output: Output, name: string, pictures: Pictures): string {
  switch (output.output_type) {
    case "stream":
      return fence(plainText(output.text).trimEnd(), "text");
    case "error": {
      const trace = plainText(output.traceback.join("\n")).trimEnd();
      return fence(trace === "" ? `${output.ename}: ${output.evalue}` : trace, "text");
    }
    default:
      return displayBlock(output, name, pictures);
  }
}

function displayBlock({ data }: DisplayOutput, name: string, pictures: Pictures): string {
  const text = (mime: string): string | undefined => {
    const content = Object.hasOwn(data, mime) ? data[mime] : undefined;
    return typeof content === "string" ? content : undefined;
  };
  const address = pictures.add(data, name);
  if (address !== undefined) return `![Output](${address})`;
  const markdown = text("text/markdown");
  if (markdown !== undefined) return markdown.trim();
  const html = text("text/html");
  // Blank lines would end the HTML and begin Markdown.
  if (html !== undefined) return cleanMarkdown(html).replaceAll(/\n\s*\n/g, "\n").trim();
  const latex = text("text/latex");
  if (latex !== undefined) return latex.trim();
  const plain = text("text/plain");
  if (plain !== undefined) return fence(plainText(plain).trimEnd(), "text");
  const [mime, json] = Object.entries(data)[0] ?? [];
  return mime === undefined ? "" : fence(canonicalJson(json as Json), "json");
}

/** A fence longer than any in the text. */
function fence(text: string, tag: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${tag}\n${text}\n${ticks}`;
}

class Pictures {
  readonly files = new Map<string, Uint8Array>();
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Keeps the picture of a bundle and gives its address; undefined where it has none. */
  add(bundle: Readonly<Record<string, Json>>, name: string): string | undefined {
    for (const [mime, ending] of Object.entries(PICTURES)) {
      const content = Object.hasOwn(bundle, mime) ? bundle[mime] : undefined;
      if (typeof content !== "string") continue;
      const bytes = ending === "svg" ? new TextEncoder().encode(content) : fromBase64(content);
      if (!bytes) continue;
      if (this.#folder === undefined) return `data:${mime};base64,${bytes.toBase64()}`;
      let file = `${name}.${ending}`;
      for (let n = 2; this.files.has(file); n++) file = `${name}-${n}.${ending}`;
      this.files.set(file, bytes);
      return `${this.#folder.split("/").map(encodeURIComponent).join("/")}/${file}`;
    }
    return undefined;
  }
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text.replaceAll(/\s/g, ""));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
