/**
 * Pictures brought to the size a network wants.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { type HostImage, type Interpolation, resizeImage } from "./resize.ts";

/** How a picture becomes one of another size. */
export interface FitOptions {
  /** Height and width. */
  readonly size: readonly [height: number, width: number];
  /** How values between pixels are made; `"bilinear"` unless told. */
  readonly interpolation?: Interpolation;
  /**
   * What happens to a picture of another shape: its sides are scaled by themselves (`"stretch"`, unless
   * told), the largest middle part of the right shape is taken (`"crop"`), or zeros are put beside it
   * (`"pad"`).
   */
  readonly aspect?: "stretch" | "crop" | "pad";
}

/** A part of a picture, copied. */
export function cropImage<I extends HostImage>(
  image: I,
  { top, left, height, width }: {
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
  },
): I {
  const [, across = 0, channels = 0] = image.shape;
  const make = image.data.constructor as new (length: number) => Uint8Array;
  const data = new make(height * width * channels);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * across + left) * channels;
    data.set(image.data.subarray(from, from + width * channels), y * width * channels);
  }
  return { dtype: image.dtype, shape: [height, width, channels], data } as unknown as I;
}

/**
 * Brings a picture to a size.
 *
 * @param image uint8 or float32 `[height, width, channels]`.
 * @param options Size, interpolation, and what happens to pictures of another shape.
 * @returns float32 `[size[0], size[1], channels]`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const padded = data.fitImage(image, { size: [2, 4], aspect: "pad" });
 * assertEquals([...padded.data], [0, 1, 2, 0, 0, 3, 4, 0]);
 * ```
 */
export function fitImage(image: HostImage, options: FitOptions): NdArrayOf<"float32"> {
  const { size, aspect = "stretch" } = options;
  const [height = 0, width = 0, channels = 0] = image.shape;
  if (aspect === "stretch") return resizeImage(image, options);
  if (aspect === "crop") {
    return resizeImage(cropImage(image, middle([height, width], size)), options);
  }
  // As tf.image.resize_with_pad rounds.
  const ratio = Math.max(width / size[1], height / size[0]);
  const inner = [
    Math.max(1, Math.floor(height / ratio)),
    Math.max(1, Math.floor(width / ratio)),
  ] as const;
  const resized = resizeImage(image, { ...options, size: inner });
  const top = Math.max(0, Math.floor((size[0] - height / ratio) / 2));
  const left = Math.max(0, Math.floor((size[1] - width / ratio) / 2));
  const data = new Float32Array(size[0] * size[1] * channels);
  const line = inner[1] * channels;
  for (let y = 0; y < inner[0]; y++) {
    const row = resized.data.subarray(y * line, (y + 1) * line);
    data.set(row, ((top + y) * size[1] + left) * channels);
  }
  return { dtype: "float32", shape: [...size, channels], data };
}

/** The largest part in the middle whose sides are as those of the size. */
export function middle(
  [height, width]: readonly [number, number],
  [toHeight, toWidth]: readonly [number, number],
): { top: number; left: number; height: number; width: number } {
  const partHeight = Math.max(1, Math.min(height, Math.trunc(width * toHeight / toWidth)));
  const partWidth = Math.max(1, Math.min(width, Math.trunc(height * toWidth / toHeight)));
  return {
    top: Math.trunc((height - partHeight) / 2),
    left: Math.trunc((width - partWidth) / 2),
    height: partHeight,
    width: partWidth,
  };
}
