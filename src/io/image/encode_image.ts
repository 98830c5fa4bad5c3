/**
 * Arrays as files of pictures.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { loadSharp } from "../../deps/sharp.ts";
import { plainBytes } from "./decode_image.ts";

/** A format that can be written. */
export type EncodedFormat = "jpeg" | "png" | "webp";

/** How a picture is encoded. */
export interface EncodeImageOptions {
  /** The format; `"png"` unless told, which keeps every pixel as it is. */
  readonly format?: EncodedFormat;
  /** From 1 to 100, for JPEG and WebP, which lose something; 90 unless told. */
  readonly quality?: number;
}

/**
 * Encodes a picture, on another thread: what {@linkcode decodeImage} reads. The same pixels and options
 * give the same bytes. A JPEG of less than quality 90 has colours at half the resolution, as usual.
 *
 * @param image uint8 `[height, width, channels]`: gray (1), red, green and blue (3), and alpha (4).
 * @param options Format and quality.
 * @returns A whole file.
 * @throws {RangeError} When the shape is no picture's, the quality is out of range, or a JPEG shall have
 *   an alpha channel.
 * @throws {TypeError} When pixels are not uint8, the format is unknown, or the encoder can neither be
 *   found nor downloaded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const red = { dtype: "uint8", shape: [1, 2, 3], data: Uint8Array.of(255, 0, 0, 255, 0, 0) } as const;
 * const file = await io.encodeImage(red);
 * assertEquals(io.imageFormat(file), "png");
 * assertEquals((await io.decodeImage(file)).data, red.data);
 * ```
 */
export async function encodeImage(
  image: NdArrayOf<"uint8">,
  options: EncodeImageOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { format = "png", quality = 90 } = options;
  checkPicture(image, format);
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new RangeError(
      `Cannot encode a picture: quality must be an integer from 1 to 100, current value is ${quality}`,
    );
  }
  const [height = 0, width = 0, channels = 0] = image.shape;
  const sharp = await loadSharp();
  let picture = sharp(image.data, { raw: { width, height, channels } });
  if (channels === 1) picture = picture.toColourspace("b-w");
  const encoding = {
    jpeg: () => picture.jpeg({ quality, chromaSubsampling: quality < 90 ? "4:2:0" : "4:4:4" }),
    png: () => picture.png(),
    webp: () => picture.webp({ quality }),
  }[format]();
  return plainBytes((await encoding.toBuffer({ resolveWithObject: true })).data);
}

function checkPicture({ dtype, shape, data }: NdArrayOf<"uint8">, format: EncodedFormat): void {
  if (dtype !== "uint8") {
    throw new TypeError(
      `Cannot encode a picture: pixels must be uint8, from 0 to 255; current dtype is ${dtype}`,
    );
  }
  if (format !== "jpeg" && format !== "png" && format !== "webp") {
    throw new TypeError(
      `Cannot encode a picture: format must be "jpeg", "png" or "webp", current value is ${
        JSON.stringify(format)
      }`,
    );
  }
  const [height = 0, width = 0, channels = 0] = shape;
  const fits = shape.length === 3 && [1, 3, 4].includes(channels) && height > 0 && width > 0 &&
    data.length === height * width * channels;
  if (!fits) {
    throw new RangeError(
      "Cannot encode a picture: wanted [height, width, channels] with 1, 3 or 4 channels, got " +
        `[${shape.join(", ")}] with ${data.length} values`,
    );
  }
  if (format === "jpeg" && channels === 4) {
    throw new RangeError(
      "Cannot encode a picture: a JPEG has no alpha channel; leave it out, or write a PNG or WebP",
    );
  }
}
