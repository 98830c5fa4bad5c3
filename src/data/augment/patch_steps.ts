/**
 * Augmentation that takes parts of pictures, erases or blurs them.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { cropImage, middle } from "../images/fit_image.ts";
import { resizeImage } from "../images/resize.ts";
import { type Bounds, boundsOf, type Factor, type RandomValues } from "./random_values.ts";

type Image = NdArrayOf<"float32">;

/** Takes a part at a random place. */
export interface RandomCrop {
  /** Tells augmentations apart. */
  readonly kind: "randomCrop";
  /** Height and width of the part. */
  readonly size: readonly [height: number, width: number];
}

/** Fills a random rectangle. */
export interface RandomErasing {
  /** Tells augmentations apart. */
  readonly kind: "randomErasing";
  /** How probable it is. */
  readonly probability: Bounds;
  /** Share of the picture: of each side the root of one such value. */
  readonly scale: Bounds;
  /** What fills it: a value per channel, one for all, or noise. */
  readonly fillValue: number | readonly number[] | null;
  /** Least and greatest value of a pixel. */
  readonly range: Bounds;
}

/** Blurs. */
export interface RandomGaussianBlur {
  /** Tells augmentations apart. */
  readonly kind: "randomGaussianBlur";
  /** How probable it is. */
  readonly probability: Bounds;
  /** Pixels that are mixed, across and down. */
  readonly kernelSize: readonly [number, number];
  /** Standard deviation, in pixels. */
  readonly sigma: Bounds;
  /** Least and greatest value of a pixel. */
  readonly range: Bounds;
}

/**
 * Takes a part of each picture at a random place, as Keras' RandomCrop: of pictures that are no larger,
 * the middle part of the right shape, resized.
 *
 * @param height Its height.
 * @param width Its width.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomCrop(1, 1)], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([1, 2, 3, 4].includes(made.data[0]!), true);
 * ```
 */
export function randomCrop(height: number, width: number): RandomCrop {
  for (const length of [height, width]) {
    if (Number.isInteger(length) && length > 0) continue;
    throw new RangeError(
      `Cannot augment: randomCrop: sizes must be positive integers, current value is ${length}`,
    );
  }
  return { kind: "randomCrop", size: [height, width] };
}

/** How a rectangle is erased. */
export interface RandomErasingOptions {
  /**
   * Bounds of the probability; `[0, 1]` unless told, that is one half. One number `p` is `[0, p]`, as in
   * Keras; `[p, p]` is exactly `p`.
   */
  readonly factor?: Factor;
  /** Share of the picture; `[0.02, 0.33]` unless told. */
  readonly scale?: Factor;
  /** What fills it: a value, one per channel, or noise with `null`, unless told. */
  readonly fillValue?: number | readonly number[] | null;
  /** Least and greatest value of a pixel; `[0, 255]` unless told. */
  readonly valueRange?: Bounds;
}

const RANDOM_ERASING_OPTIONS: OptionNames<RandomErasingOptions> = {
  factor: true,
  scale: true,
  fillValue: true,
  valueRange: true,
};

/**
 * Fills a random rectangle of each picture, as Keras' RandomErasing.
 *
 * @param options Probability, size and filling.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomErasing({ factor: [1, 1], scale: [1, 1], fillValue: 7 })], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data], [7, 7, 7, 7]);
 * ```
 */
export function randomErasing(options: RandomErasingOptions = {}): RandomErasing {
  requireOptions("Cannot augment: randomErasing", options, RANDOM_ERASING_OPTIONS);
  const { factor = 1, scale = [0.02, 0.33], fillValue = null, valueRange = [0, 255] } = options;
  return {
    kind: "randomErasing",
    probability: boundsOf(factor, { name: "randomErasing: factor", within: [0, 1] }),
    scale: boundsOf(scale, { name: "randomErasing: scale", within: [0, 1] }),
    fillValue,
    range: valueRange,
  };
}

/** How pictures are blurred. */
export interface RandomGaussianBlurOptions {
  /** Bounds of the probability; `[0, 1]` unless told, that is one half. */
  readonly factor?: Factor;
  /** Pixels that are mixed, across and down; 3 unless told. */
  readonly kernelSize?: number | readonly [number, number];
  /** Bounds of the standard deviation in pixels; `[0, 1]` unless told. One number `s` is `[0, s]`. */
  readonly sigma?: Factor;
  /** Least and greatest value of a pixel; `[0, 255]` unless told. */
  readonly valueRange?: Bounds;
}

const RANDOM_GAUSSIAN_BLUR_OPTIONS: OptionNames<RandomGaussianBlurOptions> = {
  factor: true,
  kernelSize: true,
  sigma: true,
  valueRange: true,
};

/**
 * Blurs pictures, as Keras' RandomGaussianBlur.
 *
 * @param options Probability, and how much.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomGaussianBlur({ factor: [1, 1], sigma: [2, 2] })], { seed: 1, epoch: 0, index: 0 });
 * assertEquals(made.shape, image.shape);
 * ```
 */
export function randomGaussianBlur(options: RandomGaussianBlurOptions = {}): RandomGaussianBlur {
  requireOptions("Cannot augment: randomGaussianBlur", options, RANDOM_GAUSSIAN_BLUR_OPTIONS);
  const { factor = 1, kernelSize = 3, sigma = 1, valueRange = [0, 255] } = options;
  const size = typeof kernelSize === "number" ? [kernelSize, kernelSize] as const : kernelSize;
  const odd = size.find((length) => !(Number.isInteger(length) && length > 0));
  if (odd !== undefined) {
    throw new RangeError(
      "Cannot augment: randomGaussianBlur: kernelSize must be positive integers, current value is " +
        odd,
    );
  }
  return {
    kind: "randomGaussianBlur",
    probability: boundsOf(factor, { name: "randomGaussianBlur: factor", within: [0, 1] }),
    kernelSize: size,
    sigma: boundsOf(sigma, { name: "randomGaussianBlur: sigma", within: [0, 100] }),
    range: valueRange,
  };
}

/** Takes the part of a picture. */
export function applyCrop(image: Image, { size }: RandomCrop, random: RandomValues): Image {
  const [height = 0, width = 0] = image.shape;
  if (height > size[0] && width > size[1]) {
    const top = random.integer(height - size[0] + 1);
    const left = random.integer(width - size[1] + 1);
    return cropImage(image, { top, left, height: size[0], width: size[1] });
  }
  const part = cropImage(image, middle([height, width], size));
  return part.shape[0] === size[0] && part.shape[1] === size[1]
    ? part
    : resizeImage(part, { size });
}

/** A rectangle, its ends not included. */
export interface Rectangle {
  /** Left edge. */
  readonly left: number;
  /** Behind the right edge. */
  readonly right: number;
  /** Upper edge. */
  readonly top: number;
  /** Behind the lower edge. */
  readonly bottom: number;
}

/** Draws a rectangle of shares of the sides of a picture. */
export function drawRectangle(
  random: RandomValues,
  [height, width]: readonly [number, number],
  [down, across]: readonly [number, number],
): Rectangle {
  const left = random.uniform([0, 1]) * (width - across * width);
  const top = random.uniform([0, 1]) * (height - down * height);
  return { left, right: left + across * width, top, bottom: top + down * height };
}

/** Fills a rectangle of a copy; `fill` gets row, column and channel. */
export function fillRectangle(
  image: Image,
  { left, right, top, bottom }: Rectangle,
  fill: (index: number, channel: number) => number,
): Image {
  const [height = 0, width = 0, channels = 0] = image.shape;
  const data = Float32Array.from(image.data);
  for (let y = Math.max(0, Math.ceil(top)); y < Math.min(height, bottom); y++) {
    for (let x = Math.max(0, Math.ceil(left)); x < Math.min(width, right); x++) {
      const at = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) data[at + c] = fill(at + c, c);
    }
  }
  return { dtype: "float32", shape: image.shape, data };
}

/** Erases, perhaps. */
export function applyErasing(image: Image, step: RandomErasing, random: RandomValues): Image {
  const { scale, fillValue, range: [least, greatest] } = step;
  const [height = 0, width = 0] = image.shape;
  const shares = [Math.sqrt(random.uniform(scale)), Math.sqrt(random.uniform(scale))] as const;
  const rectangle = drawRectangle(random, [height, width], shares);
  if (!random.chance(random.uniform(step.probability))) return image;
  return fillRectangle(image, rectangle, (_, channel) => {
    const value = fillValue === null
      ? random.normal() * greatest
      : typeof fillValue === "number"
      ? fillValue
      : fillValue[channel] ?? 0;
    return Math.min(Math.max(value, least), greatest);
  });
}

/** Weights of one axis of a Gaussian, 1 in all. */
function gaussian(size: number, sigma: number): Float32Array {
  const weights = Float32Array.from(
    { length: size },
    (_, i) => Math.exp(-0.5 * ((i - (size - 1) / 2) / sigma) ** 2),
  );
  const sum = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Mixes pixels along an axis; beyond the edges there is nothing. */
function blurAxis(image: Image, weights: Float32Array, axis: 0 | 1): Image {
  const [height = 0, width = 0, channels = 0] = image.shape;
  const length = axis === 0 ? height : width;
  const step = axis === 0 ? width * channels : channels;
  const before = Math.floor((weights.length - 1) / 2);
  const data = new Float32Array(image.data.length);
  for (let i = 0; i < data.length; i++) {
    const place = Math.floor(i / step) % length;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      const at = place + k - before;
      if (at >= 0 && at < length) sum += weights[k]! * image.data[i + (k - before) * step]!;
    }
    data[i] = sum;
  }
  return { dtype: "float32", shape: image.shape, data };
}

/** Blurs a picture by a Gaussian of so many pixels and standard deviations, across and down. */
export function gaussianBlur(
  image: Image,
  kernelSize: readonly [across: number, down: number],
  sigma: readonly [across: number, down: number],
): Image {
  const across = blurAxis(image, gaussian(kernelSize[0], sigma[0]), 1);
  return blurAxis(across, gaussian(kernelSize[1], sigma[1]), 0);
}

/** Blurs, perhaps. */
export function applyBlur(image: Image, step: RandomGaussianBlur, random: RandomValues): Image {
  const sigma = [random.uniform(step.sigma) + 1e-6, random.uniform(step.sigma) + 1e-6] as const;
  if (!random.chance(random.uniform(step.probability))) return image;
  const [least, greatest] = step.range;
  const blurred = gaussianBlur(image, step.kernelSize, sigma);
  const data = blurred.data.map((value) => Math.min(Math.max(value, least), greatest));
  return { dtype: "float32", shape: image.shape, data };
}
