/**
 * Drawings as pictures: resvg, a renderer of SVG in Rust (MPL-2.0), through its addon for Node.
 *
 * @module
 */

const PACKAGE = "@resvg/resvg-js@2.6.2";

/** A drawing that was read. */
export interface ResvgDrawing {
  /** Draws it. */
  render(): { asPng(): Uint8Array<ArrayBuffer> };
  /** What is drawn on; undefined when that is nothing. */
  getBBox(): unknown;
}

/** Reads drawings. */
export interface ResvgConstructor {
  new (svg: string, options?: {
    readonly fitTo?: { readonly mode: "zoom"; readonly value: number };
    readonly font?: { readonly loadSystemFonts?: boolean; readonly sansSerifFamily?: string };
  }): ResvgDrawing;
}

/**
 * Loads the renderer, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When the package can neither be found nor downloaded, or there is none for this
 *   machine.
 */
export async function loadResvg(): Promise<ResvgConstructor> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  const module = await import(specifier) as { Resvg: ResvgConstructor };
  return module.Resvg;
}
