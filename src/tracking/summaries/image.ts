/**
 * Pictures as PNG files with their size.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { shapeText } from "../../core/shape.ts";
import { encodePng } from "../../deps/pictures.ts";

/** A picture as a file. */
export interface PngPicture {
  /** The file. */
  readonly png: Uint8Array;
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A PNG file with its size.
 *
 * @param image A PNG file, or pixels `[height, width, 1 | 3 | 4]`.
 * @throws {TypeError} When it is neither.
 */
export function pngOf(image: Uint8Array | NdArrayOf<"uint8">): PngPicture {
  if (image instanceof Uint8Array) {
    if (image.length < 24 || SIGNATURE.some((byte, i) => image[i] !== byte)) {
      throw new TypeError(`Cannot log an image: ${image.length} bytes are no PNG file`);
    }
    const view = new DataView(image.buffer, image.byteOffset);
    return { png: image, width: view.getUint32(16), height: view.getUint32(20) };
  }
  const { dtype, shape, data } = image;
  const [height = 0, width = 0, channels = 0] = shape;
  if (dtype !== "uint8" || shape.length !== 3 || ![1, 3, 4].includes(channels)) {
    throw new TypeError(
      "Cannot log an image: pixels must be uint8 [height, width, 1 | 3 | 4], " +
        `current are ${dtype} ${shapeText(shape)}`,
    );
  }
  return { png: encodePng({ width, height, channels, data }), width, height };
}
