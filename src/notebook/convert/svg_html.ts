/**
 * Drawings in pages.
 *
 * @module
 */

/**
 * A drawing as HTML. As a picture of its own it can neither run anything nor restyle the page.
 *
 * @param alt What it shows, escaped.
 */
export function svgHtml(svg: string, alt: string): string {
  const bytes = new TextEncoder().encode(svg.trimStart());
  return `<img alt="${alt}" src="data:image/svg+xml;base64,${bytes.toBase64()}">`;
}
