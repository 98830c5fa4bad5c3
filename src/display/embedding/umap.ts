/**
 * Neighbours kept together in the plane (UMAP).
 *
 * @module
 */

import { generator } from "../../core/permutation.ts";
import { loadUmap } from "../../deps/umap.ts";
import type { Rows } from "./principal_components.ts";

/** How UMAP sees neighbours. */
export interface UmapSettings {
  /** How many neighbours of a point are kept near it. */
  readonly neighbors: number;
  /** How close points may come to each other. */
  readonly minDistance: number;
  /** Decides where points begin. */
  readonly seed: number;
}

/**
 * Projects points by UMAP (McInnes, Healy and Melville, 2018), the same for the same seed.
 *
 * @throws {TypeError} When the package can neither be found nor downloaded.
 */
export async function umapPlane(
  { count, length, values }: Rows,
  { neighbors, minDistance, seed }: UmapSettings,
): Promise<{ x: number[]; y: number[] }> {
  const random = generator([seed]);
  const Umap = await loadUmap();
  const umap = new Umap({
    nComponents: 2,
    // A point is no neighbour of itself.
    nNeighbors: Math.min(neighbors, count - 1),
    minDist: minDistance,
    random: () => random() / 2 ** 32,
  });
  const vectors = Array.from(
    { length: count },
    (_, row) => [...values.subarray(row * length, (row + 1) * length)],
  );
  const places = await umap.fitAsync(vectors, () => {});
  return { x: places.map(([x]) => x!), y: places.map(([, y]) => y!) };
}
