/**
 * HTML of notebooks without what could run or reach out: scripts, handlers, frames, forms.
 *
 * @module
 */

import { sanitizeHtml } from "../../deps/sanitize_html.ts";

const words = (text: string) => text.trim().split(/\s+/);

const TEXT_TAGS = words(`
  a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
  figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark meter ol p pre progress q rp rt
  ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr tt u ul
  var wbr center font audio video source`);

const MATH_TAGS = words(`
  annotation math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot
  mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics`);

const SVG_TAGS = words(`
  svg g path rect circle ellipse line polyline polygon text tspan textPath title desc defs use symbol
  marker clipPath mask pattern linearGradient radialGradient stop image filter feGaussianBlur feOffset
  feMerge feMergeNode feFlood feComposite feBlend feColorMatrix style`);

const TEXT_ATTRIBUTES = words(`
  abbr align alt aria-* bgcolor border cellpadding cellspacing char class color colspan controls data-*
  datetime dir headers height href hspace id lang max media min name nowrap open reversed role rowspan
  scope span src start style summary title type valign value vspace width checked disabled`);

const MATH_ATTRIBUTES = words(`
  accent accentunder columnalign columnlines columnspacing depth display displaystyle encoding fence
  framespacing largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize
  movablelimits notation rowalign rowlines rowspacing rspace scriptlevel separator stretchy symmetric
  voffset xmlns`);

const SVG_ATTRIBUTES = words(`
  alignment-baseline baseline-shift clip-path clip-rule clipPathUnits cx cy d dominant-baseline dx dy fill
  fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-style font-variant
  font-weight fx fy gradientTransform gradientUnits in in2 letter-spacing marker-end marker-mid
  marker-start markerHeight markerUnits markerWidth mask maskUnits mode offset opacity operator orient
  paint-order pathLength patternTransform patternUnits points pointer-events preserveAspectRatio r refX
  refY result rotate rx ry shape-rendering spreadMethod stdDeviation stop-color stop-opacity stroke
  stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
  stroke-width text-anchor text-decoration text-rendering textLength transform transform-origin values
  vector-effect version viewBox visibility word-spacing writing-mode x x1 x2 xlink:href xml:space
  xmlns:xlink y y1 y2`);

const SCHEMES = ["http", "https", "mailto"];

/** What the Markdown of an author may have: text, tables, pictures, formulas. */
export function cleanMarkdown(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: [...TEXT_TAGS, ...MATH_TAGS],
    allowedAttributes: { "*": [...TEXT_ATTRIBUTES, ...MATH_ATTRIBUTES] },
    allowedSchemes: SCHEMES,
    allowedSchemesByTag: { img: [...SCHEMES, "data"], source: ["data", "https"] },
    parseStyleAttributes: false,
  });
}

/** What an output may have: the same, drawings, and styles, which its own root keeps to itself. */
export function cleanOutput(html: string): string {
  const clean = sanitizeHtml(html, {
    allowedTags: [...TEXT_TAGS, ...MATH_TAGS, ...SVG_TAGS, "label"],
    allowedAttributes: { "*": [...TEXT_ATTRIBUTES, ...MATH_ATTRIBUTES, ...SVG_ATTRIBUTES] },
    allowedSchemes: SCHEMES,
    allowedSchemesByTag: { img: [...SCHEMES, "data"], image: ["data"], source: ["data", "https"] },
    allowVulnerableTags: true,
    parseStyleAttributes: false,
    // Names of SVG have capitals: viewBox, linearGradient.
    parser: { lowerCaseTags: false, lowerCaseAttributeNames: false },
  });
  // Inside a drawing, browsers read elements in what is only text elsewhere.
  return clean.replaceAll(
    /<style\b[^>]*>([\s\S]*?)<\/style>/g,
    (all, css: string) => css.includes("<") ? "" : all,
  );
}
