/**
 * Markdown (marked, MIT), formulas as MathML (Temml, MIT), highlighted code (highlight.js,
 * BSD-3-Clause) and the colours of terminals (ansi_up, MIT), all as HTML.
 *
 * @module
 */

export { Marked, type TokenizerAndRendererExtension } from "npm:marked@18.2.1";
export { default as temml } from "npm:temml@0.13.5";
// @ts-types="./highlight_js.d.ts"
export { default as highlightJs } from "npm:highlight.js@11.12.0/lib/common";
export { AnsiUp } from "npm:ansi_up@6.0.6";
