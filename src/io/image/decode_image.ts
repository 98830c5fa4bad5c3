/**
 * Pictures as arrays.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import type { NdArrayOf } from "../../core/nd_array.ts";
import { loadSharp } from "../../deps/sharp.ts";
import { BmpProblem, readBmp } from "./bmp.ts";
import { ImageError } from "./image_error.ts";
import { imageFormat } from "./image_format.ts";

/** Which channels a picture gets. */
export type ColorMode = "grayscale" | "rgb" | "rgba";

/** How a picture is decoded. */
export interface DecodeImageOptions {
  /** Channels: 1, 3 or 4; `"rgb"` unless told. */
  readonly colorMode?: ColorMode;
  /**
   * Whether the picture is turned as EXIF says; false unless told, as Keras, TensorFlow and torchvision
   * show pixels as they are stored.
   */
  readonly autoOrient?: boolean;
  /** More pixels are refused before any is decoded; 100 million unless told. */
  readonly maxPixels?: number;
  /** What errors call the picture; "of N bytes" unless told. */
  readonly name?: string;
}

/** Channels by colour mode. */
export const CHANNELS: Readonly<Record<ColorMode, 1 | 3 | 4>> = { grayscale: 1, rgb: 3, rgba: 4 };

/**
 * Decodes a JPEG, PNG, WebP, BMP, or the first picture of a GIF, on another thread.
 *
 * The first bytes tell the format, never a name. Colours are taken as stored, without colour profiles;
 * 16 bits become 8, CMYK becomes RGB, transparent pixels keep their colour. Gray is
 * `0.299 R + 0.587 G + 0.114 B`, rounded.
 *
 * @param bytes A whole file.
 * @param options Channels, EXIF's orientation, the bound on pixels.
 * @returns uint8 `[height, width, channels]`.
 * @throws {ImageError} When it is no picture, damaged, cut off, or has too many pixels.
 * @throws {TypeError} When the decoder can neither be found nor downloaded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const dot = "R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";
 * const image = await io.decodeImage(Uint8Array.from(atob(dot), (c) => c.charCodeAt(0)));
 * assertEquals([image.shape, [...image.data]], [[1, 1, 3], [255, 0, 0]]);
 * ```
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeImageOptions = {},
): Promise<NdArrayOf<"uint8">> {
  const { colorMode = "rgb", maxPixels = 100_000_000, autoOrient = false } = options;
  requireWord("Cannot decode a picture", "colorMode", {
    value: colorMode,
    words: Object.keys(CHANNELS),
  });
  const name = options.name ?? `of ${bytes.length} bytes`;
  const format = imageFormat(bytes);
  if (format === undefined) {
    const found = bytes.length === 0 ? "it is empty" : "it is none";
    throw new ImageError(name, `${found}; wanted a JPEG, PNG, GIF, BMP or WebP`);
  }
  const channels = CHANNELS[colorMode];
  if (format === "bmp") {
    try {
      return withChannels(readBmp(bytes, maxPixels), channels);
    } catch (error) {
      if (error instanceof BmpProblem) throw new ImageError(name, error.message);
      throw error;
    }
  }
  const sharp = await loadSharp();
  try {
    let picture = sharp(bytes, { failOn: "error", limitInputPixels: maxPixels, ignoreIcc: true });
    if (autoOrient) picture = picture.autoOrient();
    picture = picture.toColourspace("srgb");
    picture = channels === 4 ? picture.ensureAlpha() : picture.removeAlpha();
    const { data, info } = await picture.raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const shape = [info.height, info.width, info.channels];
    return withChannels({ dtype: "uint8", shape, data: plainBytes(data) }, channels);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImageError(name, `${format} data: ${reason.trim().replace(/\s*\n\s*/g, "; ")}`, {
      cause: error,
    });
  }
}

/** The bytes without Node's class around them, in a buffer of their own, fit to be handed to workers. */
export function plainBytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = data.byteOffset === 0 && data.byteLength === data.buffer.byteLength;
  return whole ? new Uint8Array(data.buffer as ArrayBuffer) : Uint8Array.from(data);
}

function withChannels(image: NdArrayOf<"uint8">, channels: 1 | 3 | 4): NdArrayOf<"uint8"> {
  const { data } = image;
  const [height = 0, width = 0, has = 0] = image.shape;
  if (has === channels) return image;
  const pixels = height * width;
  const made = new Uint8Array(pixels * channels);
  for (let i = 0; i < pixels; i++) {
    const from = i * has;
    const red = data[from]!;
    const green = has < 3 ? red : data[from + 1]!;
    const blue = has < 3 ? red : data[from + 2]!;
    if (channels === 1) {
      made[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
      continue;
    }
    made[i * channels] = red;
    made[i * channels + 1] = green;
    made[i * channels + 2] = blue;
    if (channels === 4) made[i * 4 + 3] = has % 2 === 0 ? data[from + has - 1]! : 255;
  }
  return { dtype: "uint8", shape: [height, width, channels], data: made };
}
