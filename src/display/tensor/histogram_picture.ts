/**
 * How numbers are spread, as bars without labels.
 *
 * @module
 */

import { emptyRaster } from "../picture/raster.ts";
import { numberText } from "../text/number_text.ts";
import type { TensorPicture } from "./tensor_picture.ts";

const BLUE = [0, 114, 178, 255];
const HEIGHT = 64;
const BAR = 6;

/** Draws counts as bars, the highest over the whole height. */
export function histogramPicture(
  counts: readonly number[],
  range: { readonly low: number; readonly high: number },
): TensorPicture {
  const raster = emptyRaster(counts.length * BAR - 1, HEIGHT);
  const highest = Math.max(...counts);
  counts.forEach((count, bar) => {
    // What is there is seen, however little it is.
    const height = count === 0 ? 1 : Math.max(2, Math.round((HEIGHT * count) / highest));
    for (let y = HEIGHT - height; y < HEIGHT; y++) {
      for (let x = bar * BAR; x < (bar + 1) * BAR - 1; x++) {
        raster.data.set(BLUE, 4 * (y * raster.width + x));
      }
    }
  });
  const note = `how often values from ${numberText(range.low)} to ${numberText(range.high)} occur`;
  return { raster, side: raster.width, note };
}
