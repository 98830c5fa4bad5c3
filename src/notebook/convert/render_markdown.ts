/**
 * Markdown of notebooks as HTML: GitHub's tables and lists, formulas, highlighted code, pictures put in.
 *
 * @module
 */

import { katex, Marked, type TokenizerAndRendererExtension } from "../../deps/markdown.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { cleanMarkdown } from "./clean_html.ts";
import { highlight } from "./highlight.ts";

/** What Markdown refers to. */
export interface MarkdownOptions {
  /** Gives the `data:` address for the address of a picture, or undefined where it stays. */
  readonly picture?: (address: string) => Promise<string | undefined>;
  /** Addresses of headings that are taken; new ones are added. */
  readonly anchors?: Set<string>;
}

/** Renders Markdown; the HTML is clean. */
export async function renderMarkdown(text: string, options: MarkdownOptions = {}): Promise<string> {
  const { picture, anchors = new Set<string>() } = options;
  const marked = new Marked({ async: true, gfm: true, extensions: [blockMath, inlineMath] });
  marked.use({
    extensions: [blockMath, inlineMath],
    renderer: {
      code: ({ text, lang }) => {
        const language = /^[\w+#-]+/.exec(lang ?? "")?.[0];
        return `<pre class="code"><code>${highlight(text, language)}</code></pre>\n`;
      },
      heading({ tokens, depth, text }) {
        const id = anchor(text, anchors);
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
    },
  });
  const html = cleanMarkdown(await marked.parse(text.replaceAll("\r\n", "\n")));
  return picture ? await withPictures(html, picture) : html;
}

/** Clean HTML has its attributes in double quotes, so its pictures can be found without a parser. */
async function withPictures(
  html: string,
  picture: NonNullable<MarkdownOptions["picture"]>,
): Promise<string> {
  const pattern = /(<img\b[^>]*?\ssrc=")([^"]*)(")/g;
  const addresses = new Set([...html.matchAll(pattern)].map((match) => match[2]!));
  const found = new Map<string, string>();
  for (const address of addresses) {
    const embedded = await picture(address.replaceAll("&amp;", "&"));
    if (embedded !== undefined) found.set(address, embedded);
  }
  return html.replaceAll(
    pattern,
    (_all, before, address, after) => before + (found.get(address) ?? address) + after,
  );
}

function anchor(text: string, taken: Set<string>): string {
  const base = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") ||
    "section";
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

/** MathML needs no style sheet and no fonts of its own. */
function math(tex: string, displayMode: boolean): string {
  try {
    return katex.renderToString(tex, {
      output: "mathml",
      displayMode,
      throwOnError: false,
      strict: "ignore",
    });
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
