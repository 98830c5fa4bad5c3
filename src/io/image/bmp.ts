/**
 * Reader for BMP, which sharp has not: uncompressed, with a palette of up to 256 colours or with 24 or
 * 32 bits per pixel.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";

/** Thrown text; the caller knows the file. */
export class BmpProblem extends Error {}

interface Header {
  readonly width: number;
  readonly height: number;
  /** Rows from the top; most files have them from the bottom. */
  readonly downward: boolean;
  readonly bits: number;
  readonly start: number;
  /** Where blue, green, red and a fourth byte of each colour of the palette lie. */
  readonly palette: Uint8Array;
}

function readHeader(bytes: Uint8Array, maxPixels: number): Header {
  if (bytes.length < 54) {
    throw new BmpProblem(`a BMP has 54 bytes or more, there are ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (headerSize < 40) throw new BmpProblem("BMPs of OS/2 are not read");
  if (width < 1 || height < 1) throw new BmpProblem(`its size is ${width} x ${height} pixels`);
  if (width * height > maxPixels) {
    throw new BmpProblem(`${width} x ${height} pixels are more than maxPixels, ${maxPixels}`);
  }
  // 3 are bit fields, which files of 32 bits give with the usual order of channels.
  if (
    ![1, 4, 8, 24, 32].includes(bits) || !(compression === 0 || (compression === 3 && bits === 32))
  ) {
    throw new BmpProblem(`BMPs of ${bits} bits with compression ${compression} are not read`);
  }
  const colours = bits > 8 ? 0 : view.getUint32(46, true) || 1 << bits;
  const palette = bytes.subarray(14 + headerSize, 14 + headerSize + 4 * Math.min(colours, 256));
  return {
    width,
    height,
    downward: signedHeight < 0,
    bits,
    start: view.getUint32(10, true),
    palette,
  };
}

/**
 * Reads a BMP.
 *
 * @returns uint8 `[height, width, 3]`, red, green and blue.
 * @throws {BmpProblem} With the reason.
 */
export function readBmp(bytes: Uint8Array, maxPixels: number): NdArrayOf<"uint8"> {
  const { width, height, downward, bits, start, palette } = readHeader(bytes, maxPixels);
  // Rows are filled up to whole words.
  const stride = Math.ceil(width * bits / 32) * 4;
  if (bytes.length < start + stride * height) {
    throw new BmpProblem(
      `it is cut off: ${start + stride * height} bytes are needed, there are ${bytes.length}`,
    );
  }
  const data = new Uint8Array(width * height * 3);
  const wide = bits / 8;
  for (let y = 0; y < height; y++) {
    const row = start + stride * (downward ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      let from = bytes;
      let at = row + x * wide;
      if (bits <= 8) {
        const bit = x * bits;
        const value = bytes[row + (bit >> 3)]! >> (8 - bits - (bit & 7)) & ((1 << bits) - 1);
        from = palette;
        at = 4 * value;
        if (at + 2 >= palette.length) throw new BmpProblem(`its palette has no colour ${value}`);
      }
      const to = (y * width + x) * 3;
      data[to] = from[at + 2]!;
      data[to + 1] = from[at + 1]!;
      data[to + 2] = from[at]!;
    }
  }
  return { dtype: "uint8", shape: [height, width, 3], data };
}
