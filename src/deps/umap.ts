/**
 * UMAP, a projection that keeps neighbours together (MIT).
 *
 * @module
 */

const PACKAGE = "umap-js@1.4.0";

/** What is used of the package. */
export interface Umap {
  /** Projects vectors of equal length; the callback comes after each round, and ends it by `false`. */
  fitAsync(vectors: number[][], callback: (epoch: number) => boolean | void): Promise<number[][]>;
}

/** Makes a projection. */
export interface UmapConstructor {
  new (options: {
    readonly nComponents: number;
    readonly nNeighbors: number;
    readonly minDist: number;
    /** From 0 to 1. */
    readonly random: () => number;
  }): Umap;
}

/**
 * Loads the package, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export async function loadUmap(): Promise<UmapConstructor> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  const module = await import(specifier) as { UMAP: UmapConstructor };
  return module.UMAP;
}
