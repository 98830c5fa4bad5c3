/**
 * Markdown of notebooks as HTML: GitHub's tables and lists, formulas, highlighted code, pictures put in.
 *
 * @module
 */

import { Marked, temml, type TokenizerAndRendererExtension } from "../../deps/markdown.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { mermaidSvg, MermaidView } from "../../display/media/mermaid.ts";
import { cleanMarkdown } from "./clean_html.ts";
import { textOf, unescapeHtml } from "./html_text.ts";
import { highlight } from "./highlight.ts";
import { svgHtml } from "./svg_html.ts";
import { langAttribute, markChinese } from "./text_language.ts";

/** What Markdown refers to. */
export interface MarkdownOptions {
  /** Gives the `data:` address for the address of a picture, or undefined where it stays. */
  readonly picture?: (address: string) => Promise<string | undefined>;
  /** Addresses of headings that are taken; new ones are added. */
  readonly anchors?: Set<string>;
  /** Hears of each heading. */
  readonly heading?: (heading: Heading) => void;
  /** Gives the address that a link gets, or undefined where only its text stays. */
  readonly link?: (address: string) => Promise<string | undefined>;
}

/** A heading. */
export interface Heading {
  /** 1 for the highest. */
  readonly depth: number;
  /** Its address in the page. */
  readonly id: string;
  /** Without markup. */
  readonly text: string;
}

/** Renders Markdown; the HTML is clean. */
export async function renderMarkdown(text: string, options: MarkdownOptions = {}): Promise<string> {
  const { picture, link, heading: hear, anchors = new Set<string>() } = options;
  const marked = new Marked({ async: true, gfm: true, extensions: [blockMath, inlineMath] });
  marked.use({
    extensions: [blockMath, inlineMath],
    renderer: {
      code: ({ text, lang }) => {
        const language = /^[\w+#-]+/.exec(lang ?? "")?.[0];
        const drawn = language === "mermaid" ? mermaidSvg(text) : undefined;
        if (drawn !== undefined) return `<figure>${svgHtml(drawn, diagramText(text))}</figure>\n`;
        return `<pre class="code"><code>${highlight(text, language)}</code></pre>\n`;
      },
      heading({ tokens, depth, text }) {
        const id = anchor(text, anchors);
        const html = this.parser.parseInline(tokens);
        hear?.({ depth, id, text: textOf(cleanMarkdown(html)) });
        return `<h${depth} id="${id}"${langAttribute(text)}>${html}</h${depth}>\n`;
      },
    },
  });
  const html = markChinese(cleanMarkdown(await marked.parse(text.replaceAll("\r\n", "\n"))));
  const linked = link ? await withLinks(html, link) : html;
  return picture ? await withPictures(linked, picture) : linked;
}

/** Clean HTML has its attributes in double quotes, so its links can be found without a parser. */
async function withLinks(
  html: string,
  link: NonNullable<MarkdownOptions["link"]>,
): Promise<string> {
  const pattern = /(<a\b[^>]*?)\shref="([^"]*)"/g;
  const found = new Map<string, string | undefined>();
  for (const [, , address] of html.matchAll(pattern)) {
    if (!found.has(address!)) found.set(address!, await link(unescapeHtml(address!)));
  }
  return html.replaceAll(pattern, (_all, before, address) => {
    const target = found.get(address);
    return target === undefined ? before : `${before} href="${escapeHtml(target)}"`;
  });
}

/** The same holds for its pictures. */
async function withPictures(
  html: string,
  picture: NonNullable<MarkdownOptions["picture"]>,
): Promise<string> {
  const pattern = /(<img\b[^>]*?\ssrc=")([^"]*)(")/g;
  const addresses = new Set([...html.matchAll(pattern)].map((match) => match[2]!));
  const found = new Map<string, string>();
  for (const address of addresses) {
    const embedded = await picture(unescapeHtml(address));
    if (embedded !== undefined) found.set(address, embedded);
  }
  return html.replaceAll(
    pattern,
    (_all, before, address, after) => before + (found.get(address) ?? address) + after,
  );
}

/** What a heading's address is made of: letters and numbers, with `-` for everything else. */
export function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
}

/** What is in a diagram, for those who do not see it. */
function diagramText(source: string): string {
  const text = new MermaidView(source).toText().replaceAll(/\s+/g, " ").trim();
  return escapeHtml(`Diagram: ${text.length > 500 ? `${text.slice(0, 500)}…` : text}`);
}

function anchor(text: string, taken: Set<string>): string {
  const base = slug(text) || "section";
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

/** MathML, which browsers set themselves. */
function math(tex: string, displayMode: boolean): string {
  try {
    return temml.renderToString(tex, { displayMode, throwOnError: true, annotate: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `<code title="${escapeHtml(error.message)}">${escapeHtml(tex)}</code>`;
  }
}

const blockMath: TokenizerAndRendererExtension = {
  name: "blockMath",
  level: "block",
  start: (source) => source.match(/(?:^|\n)(?:\$\$|\\\[|\\begin\{)/)?.index,
  tokenizer(source) {
    const match = /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/.exec(source) ??
      /^(\\begin\{(equation|align|gather)\*?\}[\s\S]+?\\end\{\2\*?\})[ \t]*(?:\n|$)/.exec(source);
    if (!match) return undefined;
    return { type: "blockMath", raw: match[0], text: (match[1] ?? match[2] ?? "").trim() };
  },
  renderer: ({ text }) => `<p>${math(text, true)}</p>\n`,
};

const inlineMath: TokenizerAndRendererExtension = {
  name: "inlineMath",
  level: "inline",
  start: (source) => source.match(/\$|\\\(/)?.index,
  tokenizer(source) {
    const display = /^\$\$((?:[^$\\]|\\.)+?)\$\$/s.exec(source);
    if (display) return { type: "inlineMath", raw: display[0], text: display[1], display: true };
    // As in Pandoc: no blank inside the dollars, no digit behind them, so that $5 and $6 stay prices.
    const match = /^\$(?![\s$])((?:[^$\\\n]|\\.)*?(?:[^\s$\\]|\\.))\$(?!\d)/s.exec(source) ??
      /^\\\(([\s\S]+?)\\\)/.exec(source);
    return match
      ? { type: "inlineMath", raw: match[0], text: match[1], display: false }
      : undefined;
  },
  renderer: ({ text, display }) => math(text, display === true),
};
