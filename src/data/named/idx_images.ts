/**
 * Pictures of 28 x 28 in the files of MNIST and its successors.
 *
 * @module
 */

import { gunzip } from "../../io/gzip.ts";
import { readIdx } from "../../io/idx.ts";
import type { ImageBytes } from "./named_images.ts";

/**
 * Reads two packed IDX files.
 *
 * @throws {SyntaxError} When they do not hold pictures of 28 x 28 and as many labels.
 */
export async function readIdxImages(imagesPath: string, labelsPath: string): Promise<ImageBytes> {
  const images = readIdx(await gunzip(await Deno.readFile(imagesPath)));
  const labels = readIdx(await gunzip(await Deno.readFile(labelsPath)));
  const size = labels.data.length;
  if (
    images.dtype !== "uint8" || labels.dtype !== "uint8" || labels.shape.length !== 1 ||
    images.shape.join() !== [size, 28, 28].join()
  ) {
    throw new SyntaxError(
      `Cannot read digits: ${imagesPath} must hold uint8 [n, 28, 28] and ${labelsPath} uint8 [n], ` +
        `but they hold ${images.dtype} [${images.shape.join(", ")}] and ` +
        `${labels.dtype} [${labels.shape.join(", ")}]`,
    );
  }
  return { size, pixels: images.data, labels: labels.data };
}
