/**
 * How a site looks, in the light and in the dark, on a phone and on paper.
 *
 * @module
 */

import { PAGE_STYLE } from "../convert/page_style.ts";

const FRAME_STYLE = `
:root {
  --back: light-dark(#ffffff, #121518);
  --side: light-dark(#f7f8f9, #171b1f);
  --line: light-dark(#dfe3e7, #2c333a);
  --code: light-dark(#f6f7f9, #1a1f24);
  --accent: light-dark(#0b6e75, #4fc3c8);
  --link: light-dark(#0a6570, #5cc8d0);
  --tint: light-dark(#e3f2f2, #16343a);
  --mark: light-dark(#fff0b3, #5c4a00);
  --bar: 3.25rem;
  scroll-padding-top: calc(var(--bar) + 1rem);
}
[hidden] { display: none !important }
body { max-width: none; padding: 0; margin: 0; line-height: 1.65; text-rendering: optimizeLegibility }
a { text-decoration-color: color-mix(in srgb, currentColor 40%, transparent);
  text-underline-offset: 0.18em }
a:hover { text-decoration-color: currentColor }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
main:focus { outline: none }
button { font: inherit; color: inherit; cursor: pointer }
.skip {
  position: fixed; top: -4rem; left: 1rem; z-index: 30; padding: 0.4rem 0.9rem;
  background: var(--accent); color: var(--back); border-radius: 0 0 6px 6px;
}
.skip:focus { top: 0 }
.bar {
  position: sticky; top: 0; z-index: 20; display: flex; align-items: center; gap: 0.75rem;
  height: var(--bar); padding: 0 1.25rem; border-bottom: 1px solid var(--line);
  background: var(--back);
}
.bar .brand {
  flex: 1; min-width: 0; font-weight: 650; letter-spacing: -0.01em; color: var(--text);
  text-decoration: none; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
}
.bar button {
  min-width: 2.25rem; height: 2.25rem; padding: 0 0.7rem; font-size: 0.85rem; white-space: nowrap;
  background: none; border: 1px solid var(--line); border-radius: 6px;
}
.bar button:hover { background: var(--code) }
.bar .theme { padding: 0; font-size: 1rem; line-height: 1 }
.frame { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 92rem; margin: 0 auto }
main { min-width: 0; padding: 1.5rem 1.25rem 4rem }
article, .front main > * { max-width: 52rem; margin-inline: auto }
.markdown > :is(p, ul, ol, blockquote, dl) { max-width: 44rem }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.2rem); letter-spacing: -0.02em; line-height: 1.2 }
h2 { font-size: 1.4rem; letter-spacing: -0.01em; margin-top: 2.2em }
h1, h2, h3, h4 { text-wrap: balance; overflow-wrap: anywhere }
h1:lang(zh-Hans), h2:lang(zh-Hans), h3:lang(zh-Hans), h4:lang(zh-Hans) { letter-spacing: 0 }
:lang(zh-Hans) {
  font-family: system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
    "Noto Sans SC", "Source Han Sans SC", sans-serif;
}
:is(h1, h2, h3, h4) .anchor {
  color: var(--quiet); text-decoration: none; font-weight: 400; opacity: 0;
}
:is(h1, h2, h3, h4):hover .anchor, .anchor:focus { opacity: 1 }
:target { scroll-margin-top: calc(var(--bar) + 1rem) }
.facts { margin: 0 0 1.2rem; color: var(--quiet); font-size: 0.85rem }
.facts span + span::before { content: "·"; margin: 0 0.4em 0 0.15em }
article > .facts + .cell h1 { margin-top: 0 }

.navigation, .contents { font-size: 0.9rem; line-height: 1.4 }
.navigation ul, .contents ul { list-style: none; margin: 0; padding: 0 }
.navigation h2, .contents h2 {
  margin: 1.5rem 0 0.4rem; padding: 0 0.7rem; border: 0; color: var(--quiet); font-size: 0.75rem;
  letter-spacing: 0.04em; font-weight: 600;
}
.navigation li > a, .contents li > a {
  display: block; padding: 0.32rem 0.7rem; border-radius: 5px; color: var(--text);
  text-decoration: none; overflow-wrap: anywhere;
}
.navigation li > a:hover, .contents li > a:hover { background: var(--code) }
.navigation li > a[aria-current="page"] {
  background: var(--tint); color: var(--accent); font-weight: 600;
}
.contents li > a { color: var(--quiet); padding-block: 0.22rem }
.contents li.level-2 > a { padding-left: 1.5rem }
.contents li > a[aria-current] { color: var(--accent); font-weight: 600 }
[popover].navigation, [popover].contents {
  position: fixed; inset: 0 auto 0 0; width: min(21rem, 88vw); height: auto; max-height: none;
  margin: 0; padding: 1rem; border: 0; border-right: 1px solid var(--line); overflow-y: auto;
  background: var(--back); color: var(--text); overscroll-behavior: contain;
}
[popover].contents { inset: 0 0 0 auto; border-right: 0; border-left: 1px solid var(--line) }
[popover]::backdrop { background: rgb(0 0 0 / 0.4) }
.search input {
  width: 100%; padding: 0.45rem 0.7rem; font: inherit; color: inherit; background: var(--back);
  border: 1px solid var(--line); border-radius: 6px;
}
.search .results { list-style: none; margin: 0.75rem 0 0; padding: 0 }
.search .results a { display: block; margin-bottom: 0.25rem }
.search .results b, .search .results small { display: block }
.search .results b { font-weight: 600 }
.search .results small, .search .results a > span, .search .found { color: var(--quiet) }
.search .results a > span { font-size: 0.82rem }
.search .found { margin: 0.5rem 0.7rem; font-size: 0.82rem }
mark { background: var(--mark); color: inherit; border-radius: 2px }

.cell { margin: 1.25rem 0 }
.cell.markdown { margin: 0.5rem 0 }
.cell.code { row-gap: 0.6rem }
pre.code { border-radius: 7px; padding: 0.8em 1em; font-size: 0.8125rem }
.input > pre.code { margin: 0 }
.output { padding: 0 0 0 1rem; border-left: 2px solid var(--line) }
.output.text { font-size: 0.82rem; line-height: 1.45; padding-block: 0.15rem }
.output.picture, .output.figure { border-left: 0; padding: 0; overflow-x: auto }
.output.figure:has(.plotly) { overflow: auto hidden }
.picture img, .figure img { max-width: 100%; border: 1px solid var(--line) }
.copy, .live {
  font-size: 0.75rem; padding: 0.15rem 0.6rem; border: 1px solid var(--line); border-radius: 5px;
  background: var(--back); color: var(--quiet);
}
.copy { position: absolute; top: 0.45rem; right: 0.45rem; opacity: 0 }
.input:hover > .copy, .copy:focus-visible { opacity: 1 }
.copy:hover, .live:hover { color: var(--text) }
.live { justify-self: start }
.markdown figure { margin: 1.2rem 0; overflow-x: auto }
.markdown figure img { background: #ffffff; border-radius: 6px }
.markdown td, .scrolls td { vertical-align: top }
.markdown table { font-size: 0.92em; font-variant-numeric: tabular-nums }
.markdown th, .markdown td { border-width: 0 0 1px; text-align: start }
.markdown th { background: none; border-bottom: 2px solid var(--line) }
.scrolls { overflow-x: auto }

.front main { padding-top: 2.5rem }
.front main > h1 { margin-bottom: 0.2rem }
.front main > h2 { margin-top: 2.5rem; font-size: 1.2rem; border: 0; padding: 0 }
.count-of-notebooks { color: var(--quiet); margin-top: 0 }
.cards {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1.1rem;
  list-style: none; padding: 0;
}
.front main > :is(.cards, h1, h2, p) { max-width: 66rem }
.card {
  position: relative; display: flex; flex-direction: column; overflow: hidden;
  border: 1px solid var(--line); border-radius: 10px; background: var(--back);
}
.card:hover { border-color: var(--accent) }
.card .about > :is(h2, h3) { margin: 0; padding: 0; border: 0; font-size: 1.02rem; line-height: 1.35 }
.card .about a { color: var(--text); text-decoration: none }
.card .about a::after { content: ""; position: absolute; inset: 0 }
.card:has(a:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px }
.card .about { padding: 0.9rem 1.1rem 1rem }
.card .about > p {
  margin: 0.45rem 0 0; font-size: 0.88rem; line-height: 1.5; color: var(--quiet);
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden;
}
.card .about > .facts { font-size: 0.78rem }
.thumbnail {
  height: 9.5rem; background: #ffffff; border-bottom: 1px solid var(--line);
  display: grid; place-items: center;
}
.thumbnail img { width: 100%; height: 9.5rem; object-fit: contain; padding: 0.5rem }
.thumbnail.empty { background: linear-gradient(160deg, var(--tint), var(--side)) }
.pager {
  display: flex; flex-wrap: wrap; gap: 1rem; max-width: 52rem; margin: 3.5rem auto 0;
  padding-top: 1.5rem; border-top: 1px solid var(--line);
}
.pager a {
  flex: 1 1 14rem; padding: 0.7rem 1rem; border: 1px solid var(--line); border-radius: 8px;
  text-decoration: none; font-weight: 600;
}
.pager a:hover { border-color: var(--accent) }
.pager a[rel="next"] { text-align: right }
.pager span { display: block; font-weight: 400; font-size: 0.8rem; color: var(--quiet) }

@media (max-width: 63.99rem) {
  .count { display: none }
}
@media (max-width: 40rem) {
  .bar { gap: 0.5rem; padding-inline: 0.75rem }
  .bar button { padding: 0 0.55rem; font-size: 0.8rem }
}
@media (min-width: 64rem) {
  .frame { grid-template-columns: 15.5rem minmax(0, 1fr) }
  .open-navigation { display: none }
  [popover].navigation {
    display: block; position: sticky; top: var(--bar); bottom: auto; width: auto;
    height: calc(100vh - var(--bar)); padding: 1.25rem 1rem 2rem; background: var(--side);
  }
  main { padding: 2rem 2.5rem 5rem 4rem }
  .front main { padding-inline: 3rem }
}
@media (min-width: 82rem) {
  .inner .frame:has(> .contents) { grid-template-columns: 15.5rem minmax(0, 1fr) 13.5rem }
  .open-contents { display: none }
  [popover].contents {
    display: block; position: sticky; top: var(--bar); bottom: auto; width: auto; border: 0;
    height: calc(100vh - var(--bar)); padding: 1.25rem 1rem 2rem 0;
  }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth }
}
@media print {
  :root, :root[data-theme="dark"] { color-scheme: light }
  .bar, .pager, .skip, .copy, .live, .anchor, .navigation, .contents { display: none !important }
  .frame { display: block }
  main { padding: 0 }
  article { max-width: none }
  body { font-size: 10.5pt }
  pre.code { white-space: pre-wrap }
  h2, h3 { break-after: avoid }
  .output.picture, .output.figure, figure, table { break-inside: avoid }
}
`.trim();

/**
 * The style sheet of all pages.
 *
 * @param mathFont Name of a font's file beside the style sheet.
 */
export function siteStyle(mathFont: string | undefined): string {
  const font = mathFont === undefined ? "" : `@font-face {
  font-family: "STIX Two Math"; font-display: swap;
  src: local("STIX Two Math"), url("${mathFont}") format("woff2");
}
`;
  return `${font}${PAGE_STYLE}\n${FRAME_STYLE}\n`;
}
