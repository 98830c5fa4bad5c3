/**
 * How a notebook's page looks, in the light and in the dark.
 *
 * @module
 */

/** The style sheet of a page. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --back: light-dark(#ffffff, #14171c);
  --text: light-dark(#1f2328, #dfe3e8);
  --quiet: light-dark(#656d76, #8b949e);
  --line: light-dark(#d8dee4, #30363d);
  --code: light-dark(#f6f8fa, #1c2128);
  --link: light-dark(#0969da, #58a6ff);
  --red: light-dark(#cf222e, #ff7b72);
  --green: light-dark(#116329, #7ee787);
  --blue: light-dark(#0a3069, #a5d6ff);
  --violet: light-dark(#8250df, #d2a8ff);
  --orange: light-dark(#953800, #ffa657);
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
:root[data-theme="light"] { color-scheme: light }
:root[data-theme="dark"] { color-scheme: dark }
* { box-sizing: border-box }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 58rem; background: var(--back);
  color: var(--text); font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: break-word;
}
a { color: var(--link) }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 0.6em }
h1 { font-size: 1.9rem; margin-top: 0.4em }
h2 { font-size: 1.4rem; padding-bottom: 0.25em; border-bottom: 1px solid var(--line) }
h3 { font-size: 1.15rem }
p, ul, ol, blockquote, table, pre, figure { margin: 0.7em 0 }
blockquote { padding-left: 1em; border-left: 3px solid var(--line); color: var(--quiet) }
img, video { max-width: 100%; height: auto }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0 }
.cell { margin: 1.1rem 0 }
li:has(> input[type="checkbox"]) { list-style: none; margin-left: -1.4em }
.markdown table { border-collapse: collapse; display: block; overflow-x: auto }
.markdown th, .markdown td { padding: 0.35em 0.8em; border: 1px solid var(--line) }
.markdown th { background: var(--code) }
code, pre, kbd, samp { font-family: var(--mono); font-size: 0.875em }
:not(pre) > code { background: var(--code); padding: 0.15em 0.35em; border-radius: 4px }
pre { line-height: 1.5; overflow: auto; tab-size: 2 }
pre code { font-size: 1em }
pre.code {
  background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: 0.75em 1em;
}
.cell.code { display: grid; grid-template-columns: minmax(0, 1fr); row-gap: 0.5rem }
.cell.code > pre, .output { margin: 0; min-width: 0 }
.input { position: relative }
.input > pre { margin: 0 }
.count {
  position: absolute; right: 100%; top: 0.8em; margin-right: 0.7em; color: var(--quiet);
  font: 0.75rem/1.5 var(--mono); user-select: none; white-space: nowrap;
}
.tags { position: absolute; right: 0.6em; top: 0.5em; font-size: 0.7rem; color: var(--quiet) }
.output { overflow-x: auto; padding: 0 1em }
.output.text { max-height: 36rem; white-space: pre; font-size: 0.84em }
.output.stderr { border-left: 3px solid var(--orange); padding-left: calc(1em - 3px) }
.output.error {
  border-left: 3px solid var(--red); padding: 0.5em 1em; padding-left: calc(1em - 3px);
  background: light-dark(#fff5f5, #2a1618); border-radius: 0 6px 6px 0; white-space: pre-wrap;
}
.output .output { padding: 0 }
.figure:has(.plotly) { padding: 0; overflow: visible }
.missing { color: var(--quiet); font-style: italic }
.picture img, .figure img {
  background: #ffffff; border-radius: 6px; display: block;
}
:root[data-theme="dark"] .picture img, :root[data-theme="dark"] .figure img { padding: 6px }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) .picture img, :root:not([data-theme="light"]) .figure img {
    padding: 6px;
  }
}
summary { cursor: pointer; color: var(--quiet); font-size: 0.85rem }
math {
  font: normal 1.08em/normal "STIX Two Math", "Latin Modern Math", "Cambria Math",
    "DejaVu Math TeX Gyre", math;
}
p:has(> math[display="block"]) { overflow-x: auto; overflow-y: hidden; padding: 0.3em 0 }
.tml-right { text-align: right; text-align: -webkit-right }
.tml-left { text-align: left; text-align: -webkit-left }
.tml-jot > mtr > mtd { padding-block: 0.7ex }
mo.tml-prime { font-feature-settings: "ss04" }
footer { margin-top: 4rem; color: var(--quiet); font-size: 0.8rem }
.hljs-comment, .hljs-quote { color: var(--quiet); font-style: italic }
.hljs-keyword, .hljs-doctag, .hljs-template-tag, .hljs-type, .hljs-deletion { color: var(--red) }
.hljs-string, .hljs-regexp, .hljs-meta .hljs-string { color: var(--blue) }
.hljs-title, .hljs-title.class_, .hljs-title.function_ { color: var(--violet) }
.hljs-number, .hljs-literal, .hljs-attr, .hljs-attribute, .hljs-meta, .hljs-variable,
.hljs-selector-attr, .hljs-selector-class, .hljs-operator { color: light-dark(#0550ae, #79c0ff) }
.hljs-built_in, .hljs-symbol, .hljs-variable.language_ { color: var(--orange) }
.hljs-name, .hljs-selector-tag, .hljs-addition { color: var(--green) }
.hljs-subst { color: var(--text) }
.ansi-black-fg { color: light-dark(#24292f, #6e7681) }
.ansi-red-fg { color: var(--red) }
.ansi-green-fg { color: var(--green) }
.ansi-yellow-fg { color: light-dark(#7d4e00, #e3b341) }
.ansi-blue-fg { color: light-dark(#0550ae, #79c0ff) }
.ansi-magenta-fg { color: var(--violet) }
.ansi-cyan-fg { color: light-dark(#1b7c83, #76e3ea) }
.ansi-white-fg { color: light-dark(#6e7781, #f0f6fc) }
.ansi-bright-black-fg { color: var(--quiet) }
.ansi-bright-red-fg { color: light-dark(#a40e26, #ffa198) }
.ansi-bright-green-fg { color: light-dark(#1a7f37, #56d364) }
.ansi-bright-yellow-fg { color: light-dark(#633c01, #f2cc60) }
.ansi-bright-blue-fg { color: light-dark(#218bff, #a5d6ff) }
.ansi-bright-magenta-fg { color: light-dark(#a475f9, #e2c5ff) }
.ansi-bright-cyan-fg { color: light-dark(#3192aa, #b3f0ff) }
.ansi-bright-white-fg { color: light-dark(#57606a, #ffffff) }
.ansi-black-bg { background: #24292f }
.ansi-red-bg { background: light-dark(#ffcecb, #67060c) }
.ansi-green-bg { background: light-dark(#aceebb, #033a16) }
.ansi-yellow-bg { background: light-dark(#fae17d, #4b2900) }
.ansi-blue-bg { background: light-dark(#b6e3ff, #0c2d6b) }
.ansi-magenta-bg { background: light-dark(#ecd8ff, #3c1e70) }
.ansi-cyan-bg { background: light-dark(#b3f0ff, #164450) }
.ansi-white-bg { background: light-dark(#eaeef2, #484f58) }
@media (max-width: 68rem) {
  .count { position: static; display: block; margin: 0 0 0.2em; text-align: left }
  .tags { top: 1.8em }
}
@media print {
  body { max-width: none; padding: 0 }
  .output.text { max-height: none; white-space: pre-wrap }
  .cell { break-inside: avoid-page }
}
`.trim();
