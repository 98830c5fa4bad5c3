/**
 * Augmentation that changes colours: arithmetic on each pixel, at fixed parameters.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import type { Bounds } from "./random_values.ts";

type Image = NdArrayOf<"float32">;

/** Applies a function to each value and keeps the results within the range of values. */
function each(image: Image, [least, greatest]: Bounds, change: (value: number) => number): Image {
  const data = new Float32Array(image.data.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.min(Math.max(change(image.data[i]!), least), greatest);
  }
  return { dtype: "float32", shape: image.shape, data };
}

/** Applies a function to red, green and blue of each pixel in place of a copy. */
function eachPixel(
  image: Image,
  name: string,
  change: (pixels: Float32Array, at: number) => void,
): Image {
  const channels = image.shape[2];
  if (channels !== 3) {
    throw new RangeError(
      `Cannot augment: ${name} needs red, green and blue, the picture is [${
        image.shape.join(", ")
      }]`,
    );
  }
  const data = Float32Array.from(image.data);
  for (let i = 0; i < data.length; i += 3) change(data, i);
  return { dtype: "float32", shape: image.shape, data };
}

/** Adds to each value. */
export function adjustBrightness(image: Image, delta: number, range: Bounds): Image {
  return each(image, range, (value) => value + delta);
}

/** Moves values away from the mean of their channel, or towards it. */
export function adjustContrast(image: Image, factor: number, range: Bounds): Image {
  const channels = image.shape[2]!;
  const sums = new Float64Array(channels);
  for (let i = 0; i < image.data.length; i++) sums[i % channels]! += image.data[i]!;
  const means = sums.map((sum) => sum * channels / image.data.length);
  let i = 0;
  return each(image, range, (value) => {
    const mean = means[i++ % channels]!;
    return (value - mean) * factor + mean;
  });
}

/** Moves towards gray: 0 leaves the picture, 1 makes it gray. */
export function degenerateColor(image: Image, factor: number, range: Bounds): Image {
  const changed = eachPixel(image, "randomColorDegeneration", (pixels, at) => {
    const gray = 0.2989 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
    for (let c = at; c < at + 3; c++) pixels[c]! += factor * (gray - pixels[c]!);
  });
  return each(changed, range, (value) => value);
}

/** Hue, saturation and value of a pixel, each from 0 to 1 for colours from 0 to 1. */
function toHsv(red: number, green: number, blue: number): [number, number, number] {
  const value = Math.max(red, green, blue);
  const chroma = value - Math.min(red, green, blue);
  if (chroma === 0) return [0, 0, value];
  let hue = value === red
    ? (green - blue) / chroma
    : value === green
    ? 2 + (blue - red) / chroma
    : 4 + (red - green) / chroma;
  if (hue < 0) hue += 6;
  return [hue / 6, chroma / value, value];
}

function fromHsv(hue: number, saturation: number, value: number): [number, number, number] {
  const channel = (shift: number) => {
    const k = (shift + hue * 6) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Turns the hue by a share of the full circle. */
export function adjustHue(image: Image, shift: number, [least, greatest]: Bounds): Image {
  const size = greatest - least;
  return eachPixel(image, "randomHue", (pixels, at) => {
    const unit = (c: number) => (pixels[at + c]! - least) / size;
    const [hue, saturation, value] = toHsv(unit(0), unit(1), unit(2));
    const turned = (hue + shift + 1) % 1;
    fromHsv(turned, saturation, value).forEach((part, c) => {
      pixels[at + c] = Math.min(Math.max(part, 0), 1) * size + least;
    });
  });
}

/** Multiplies the saturation, up to full colour. */
export function adjustSaturation(image: Image, factor: number): Image {
  return eachPixel(image, "randomSaturation", (pixels, at) => {
    const [hue, saturation, value] = toHsv(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!);
    pixels.set(fromHsv(hue, Math.min(Math.max(saturation * factor, 0), 1), value), at);
  });
}

/** Adds to all values, and inverts those that reach the threshold then. */
export function solarize(
  image: Image,
  { addition, threshold }: { readonly addition: number; readonly threshold: number },
  range: Bounds,
): Image {
  const [least, greatest] = range;
  return each(image, range, (value) => {
    const more = Math.min(Math.max(value + addition, least), greatest);
    return more < threshold ? more : greatest - more + least;
  });
}

/** Keeps the upper bits of values from 0 to 255. */
export function posterize(image: Image, bits: number, [least, greatest]: Bounds): Image {
  const scale = 255 / (greatest - least);
  const dropped = 8 - bits;
  return each(image, [least, greatest], (value) => {
    const byte = Math.trunc((value - least) * scale);
    return (byte >> dropped << dropped) / scale + least;
  });
}

/** Stretches the values of each channel over the whole range. */
export function autoContrast(image: Image, range: Bounds): Image {
  const channels = image.shape[2]!;
  const lows = new Float64Array(channels).fill(Infinity);
  const highs = new Float64Array(channels).fill(-Infinity);
  image.data.forEach((value, i) => {
    lows[i % channels] = Math.min(lows[i % channels]!, value);
    highs[i % channels] = Math.max(highs[i % channels]!, value);
  });
  const [least, greatest] = range;
  let i = 0;
  return each(image, range, (value) => {
    const c = i++ % channels;
    const size = highs[c]! - lows[c]!;
    return size === 0 ? value : (value - lows[c]!) * (greatest - least) / size + least;
  });
}
