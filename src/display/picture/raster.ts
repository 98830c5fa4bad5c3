/**
 * Pictures made of pixels.
 *
 * @module
 */

import { encodePng } from "../../deps/pictures.ts";

/** A picture: red, green, blue and opacity, 0 to 255, of each pixel, row by row. */
export interface Raster {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `4 * width * height` values. */
  readonly data: Uint8ClampedArray;
}

/** A picture without anything on it: all of it is transparent. */
export function emptyRaster(width: number, height: number): Raster {
  return { width, height, data: new Uint8ClampedArray(4 * width * height) };
}

/** The picture as PNG in base64. */
export function pngBase64({ width, height, data }: Raster): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return encodePng({ width, height, data: bytes, channels: 4, depth: 8 }).toBase64();
}

/** The picture with each pixel as a square, as large as it can get within `side`. */
export function enlarge(raster: Raster, side: number): Raster {
  const factor = Math.max(1, Math.floor(side / Math.max(raster.width, raster.height)));
  if (factor === 1) return raster;
  const width = raster.width * factor;
  const large = emptyRaster(width, raster.height * factor);
  const from = new Uint32Array(raster.data.buffer);
  const to = new Uint32Array(large.data.buffer);
  for (let y = 0; y < large.height; y++) {
    const row = Math.floor(y / factor) * raster.width;
    for (let x = 0; x < width; x++) to[y * width + x] = from[row + Math.floor(x / factor)]!;
  }
  return large;
}

/** Copies a picture into another one. */
export function paste(target: Raster, picture: Raster, place: { x: number; y: number }): void {
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(4 * y * picture.width, 4 * (y + 1) * picture.width);
    target.data.set(row, 4 * ((y + place.y) * target.width + place.x));
  }
}
