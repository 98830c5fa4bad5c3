/**
 * Drawings as PNG.
 *
 * @module
 */

import { loadResvg, type ResvgConstructor } from "../../deps/resvg.ts";

/** Draws a drawing as PNG, enlarged by a factor. */
export type PngRenderer = (svg: string, scale: number) => Uint8Array<ArrayBuffer>;

/** Whose PNG every chart carries, once somebody asked for it. */
let enabled: PngRenderer | undefined;

/** The renderer of `enablePng()`, undefined as long as nobody called it. */
export function enabledRenderer(): PngRenderer | undefined {
  return enabled;
}

/**
 * Loads the renderer of drawings.
 *
 * @throws {TypeError} When its package can neither be found nor downloaded.
 * @throws {Error} When the machine has no fonts to write with.
 */
export async function loadRenderer(): Promise<PngRenderer> {
  const Resvg = await loadResvg();
  requireFonts(Resvg);
  return (svg, scale) => {
    // The name by which this renderer knows sharp squares; to browsers it means soft ones.
    const sharp = svg.replaceAll("image-rendering:pixelated", "image-rendering:optimizeSpeed");
    return new Resvg(sharp, { fitTo: { mode: "zoom", value: scale } }).render().asPng();
  };
}

/** Without fonts it would leave all texts out, and say nothing. */
function requireFonts(Resvg: ResvgConstructor): void {
  const text = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">' +
    '<text y="15" font-family="sans-serif">x</text></svg>';
  if (new Resvg(text).getBBox() !== undefined) return;
  throw new Error(
    "Cannot draw as PNG: this machine has no fonts; install some (fonts-dejavu, for example) or use " +
      "the SVG",
  );
}

/**
 * From now on every chart also carries a PNG: for GitHub, and for JupyterLab's view of notebooks that
 * it does not trust, where drawings in SVG are text.
 *
 * Takes about 40 ms and 20 kB more for each chart.
 *
 * @throws {TypeError} When the renderer's package can neither be found nor downloaded.
 * @throws {Error} When the machine has no fonts to write with.
 *
 * @example
 * ```ts ignore
 * import { display } from "tensaur";
 *
 * await display.enablePng();
 * ```
 */
export async function enablePng(): Promise<void> {
  enabled ??= await loadRenderer();
}
