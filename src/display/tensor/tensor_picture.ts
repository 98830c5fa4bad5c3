/**
 * The picture that says most about a tensor.
 *
 * @module
 */

import type { Raster } from "../picture/raster.ts";
import { heatPicture } from "./heat_picture.ts";
import { histogramPicture } from "./histogram_picture.ts";
import { imagesPicture, isImages } from "./images.ts";
import type { TensorValues } from "./read_values.ts";
import type { Statistics } from "./statistics.ts";

/** A picture of a tensor, and what must be known to read it. */
export interface TensorPicture {
  /** The picture, no larger than its content needs. */
  readonly raster: Raster;
  /** Pixels along a side that it may be enlarged to on a page. */
  readonly side: number;
  /** What was left out, and what its colours mean; may be empty. */
  readonly note: string;
}

/**
 * An image, a grid of images, a heat map or a histogram; undefined where no number is to be seen.
 *
 * @param counts How many values are in equal parts of their range; undefined when they are all the same.
 */
export function tensorPicture(
  values: TensorValues,
  summary: Statistics,
  counts: readonly number[] | undefined,
): TensorPicture | undefined {
  const { min, max, count, nan, infinite } = summary;
  if (count < 2 || nan + infinite === count) return undefined;
  if (isImages(values.shape)) return imagesPicture(values, summary);
  const [rows, columns] = values.shape;
  if (values.shape.length === 2 && rows! > 1 && columns! > 1) return heatPicture(values);
  return counts && histogramPicture(counts, { low: min, high: max });
}
