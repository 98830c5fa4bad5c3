/**
 * Several pictures as one.
 *
 * @module
 */

import { emptyRaster, paste, type Raster } from "./raster.ts";

/** How pictures of one size are put together. */
export interface GridOptions {
  /** Pictures beside each other. */
  readonly columns: number;
  /** Pixels between them. */
  readonly gap: number;
}

/** Puts pictures of one size beside and below each other. */
export function pictureGrid(pictures: readonly Raster[], options: GridOptions): Raster {
  const { columns, gap } = options;
  const { width, height } = pictures[0] ?? { width: 0, height: 0 };
  const rows = Math.ceil(pictures.length / columns);
  const grid = emptyRaster(columns * (width + gap) - gap, rows * (height + gap) - gap);
  pictures.forEach((picture, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    paste(grid, picture, { x: column * (width + gap), y: row * (height + gap) });
  });
  return grid;
}
