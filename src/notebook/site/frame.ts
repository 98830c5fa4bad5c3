/**
 * The frame that all pages of a site have: navigation, contents, styles, scripts.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { textOf } from "../convert/html_text.ts";
import type { Heading } from "../convert/render_markdown.ts";
import { langAttribute } from "../convert/text_language.ts";
import { FRAME_IDS } from "./page_content.ts";
import { OWN_PAGES } from "./plan_site.ts";
import { groupsOf, relativeAddress, type SitePage } from "./site_page.ts";
import { THEME_SCRIPT } from "./site_script.ts";

/** What is the same for all pages. */
export interface SiteFrame {
  /** Title of the site. */
  readonly title: string;
  readonly pages: readonly SitePage[];
  readonly theme: "auto" | "light" | "dark";
  /** Whether scripts of outputs are kept. */
  readonly trust: boolean;
  /** Whether there is a page of sections. */
  readonly hasSections: boolean;
  /** Files by what they are for, as addresses in the site. */
  readonly assets: {
    readonly style: string;
    readonly script: string;
    readonly search: string;
    readonly plotly?: string;
  };
}

/** A page in its frame. */
export interface FramedPage {
  /** Its address in the site. */
  readonly address: string;
  readonly title: string;
  /** Clean HTML of a paragraph. */
  readonly description: string;
  /** Clean HTML of all that stands in the middle. */
  readonly main: string;
  readonly headings?: readonly Heading[];
  /** HTML behind everything else. */
  readonly end?: string;
}

/** The whole page. */
export async function framed(page: FramedPage, frame: SiteFrame): Promise<string> {
  const { address, main, headings = [], end = "" } = page;
  const { assets, theme, trust } = frame;
  const to = (target: string) => relativeAddress(address, target);
  const nonce = await nonceOf(main + end + JSON.stringify(assets));
  const isFront = address === OWN_PAGES.front;
  const title = isFront ? frame.title : `${page.title} · ${frame.title}`;
  const about = textOf(page.description).slice(0, 200);
  const contents = contentsHtml(headings);
  const data = [
    ["root", to("index.html").replace(/index\.html$/, "")],
    ["search", to(assets.search)],
    ...assets.plotly === undefined ? [] : [["plotly", to(assets.plotly)]],
  ].map(([name, value]) => ` data-${name}="${escapeHtml(value!)}"`).join("");
  return [
    "<!DOCTYPE html>",
    `<html lang="en"${theme === "auto" ? "" : ` data-theme="${theme}"`}>`,
    "<head>",
    '<meta charset="utf-8">',
    ...trust ? [] : [`<meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">`],
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="Tensaur">',
    ...about === "" ? [] : [`<meta name="description" content="${escapeHtml(about)}">`],
    `<title>${escapeHtml(title)}</title>`,
    `<link rel="icon" href="${ICON}">`,
    `<link rel="stylesheet" href="${to(assets.style)}">`,
    `<script nonce="${nonce}">${THEME_SCRIPT}</script>`,
    "</head>",
    `<body class="${isFront ? "front" : "inner"}"${data}>`,
    `<a class="skip" href="#${FRAME_IDS.main}">Skip to the content</a>`,
    '<header class="bar">',
    `<button type="button" class="open-navigation" popovertarget="${FRAME_IDS.navigation}">` +
    "Menu</button>",
    `<a class="brand" href="${to(OWN_PAGES.front)}">${escapeHtml(frame.title)}</a>`,
    ...contents === "" ? [] : [
      `<button type="button" class="open-contents" popovertarget="${FRAME_IDS.contents}">` +
      "Contents</button>",
    ],
    '<button type="button" class="theme" hidden>Theme</button>',
    "</header>",
    '<div class="frame">',
    navigationHtml(address, frame),
    `<main id="${FRAME_IDS.main}" tabindex="-1">`,
    main,
    pagerHtml(address, frame.pages),
    "</main>",
    contents,
    "</div>",
    end,
    `<script nonce="${nonce}" src="${to(assets.script)}"></script>`,
    "</body>",
    "</html>",
    "",
  ].filter((line) => line !== "").join("\n") + "\n";
}

/** An icon that is no file, so that browsers do not ask for one. */
const ICON = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
    '<rect width="32" height="32" rx="7" fill="#0b6e75"/>' +
    '<path d="M7 22 13 12l5 6 7-10" fill="none" stroke="#fff" stroke-width="3" ' +
    'stroke-linecap="round" stroke-linejoin="round"/></svg>',
);

/** What a page may load: the site's own files, and no scripts but the site's. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline' 'self' file:",
    "img-src data: blob: 'self' file:",
    "media-src data:",
    "font-src 'self' file:",
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The same for the same page, so that building it again changes nothing; not to be guessed in it. */
async function nonceOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex().slice(0, 32);
}

function navigationHtml(address: string, { pages, hasSections }: SiteFrame): string {
  const to = (target: string) => escapeHtml(relativeAddress(address, target));
  const item = (target: string, title: string) => {
    const current = target === address ? ' aria-current="page"' : "";
    return `<li><a href="${to(target)}"${current}${langAttribute(title)}>` +
      `${escapeHtml(title)}</a></li>`;
  };
  const groups = groupsOf(pages).map(({ name, pages }) => {
    const items = pages.map((page) => item(page.address, page.title)).join("\n");
    const heading = name === "" ? "" : `<h2>${escapeHtml(name)}</h2>\n`;
    return `${heading}<ul>\n${items}\n</ul>`;
  });
  return [
    `<nav id="${FRAME_IDS.navigation}" class="navigation" aria-label="Notebooks" popover>`,
    '<div class="search" role="search" hidden>',
    '<input type="search" aria-label="Search" placeholder="Search" autocomplete="off">',
    '<ol class="results" hidden></ol>',
    '<p class="found" aria-live="polite"></p>',
    "</div>",
    '<div class="tree">',
    "<ul>",
    item(OWN_PAGES.front, "Overview"),
    ...hasSections ? [item(OWN_PAGES.sections, "Sections of the documents")] : [],
    "</ul>",
    ...groups,
    "</div>",
    "</nav>",
  ].join("\n");
}

/** The headings below the title, as a list of two levels. */
function contentsHtml(headings: readonly Heading[]): string {
  const below = headings.slice(1).filter(({ depth }) => depth <= 4);
  if (below.length < 2) return "";
  const top = Math.min(...below.map(({ depth }) => depth));
  const items = below.filter(({ depth }) => depth <= top + 1).map(({ depth, id, text }) =>
    `<li class="level-${depth - top + 1}"><a href="#${encodeURIComponent(id)}"` +
    `${langAttribute(text)}>${escapeHtml(text)}</a></li>`
  );
  return [
    `<nav id="${FRAME_IDS.contents}" class="contents" aria-label="On this page" popover>`,
    "<h2>On this page</h2>",
    "<ul>",
    ...items,
    "</ul>",
    "</nav>",
  ].join("\n");
}

function pagerHtml(address: string, pages: readonly SitePage[]): string {
  const at = pages.findIndex((page) => page.address === address);
  if (at < 0) return "";
  const link = (page: SitePage | undefined, rel: "prev" | "next", word: string) =>
    page
      ? `<a rel="${rel}" href="${relativeAddress(address, page.address)}">` +
        `<span>${word}</span> ${escapeHtml(page.title)}</a>`
      : "";
  const links = [link(pages[at - 1], "prev", "Previous"), link(pages[at + 1], "next", "Next")];
  const shown = links.filter((each) => each !== "");
  if (shown.length === 0) return "";
  return `<nav class="pager" aria-label="Previous and next notebook">\n${shown.join("\n")}\n</nav>`;
}
