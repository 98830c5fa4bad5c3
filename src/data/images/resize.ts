/**
 * Pictures made larger and smaller, as `tf.image.resize` does it with its defaults: centres of pixels
 * on centres, no smoothing before a picture is made smaller.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import type { NdArrayOf } from "../../core/nd_array.ts";

/** How values between pixels are made. */
export type Interpolation = "nearest" | "bilinear" | "bicubic" | "area";

/** A picture of any whole or broken values. */
export type HostImage = NdArrayOf<"uint8"> | NdArrayOf<"float32">;

/** Size wanted. */
export interface ResizeOptions {
  /** Height and width. */
  readonly size: readonly [height: number, width: number];
  /** How values between pixels are made; `"bilinear"` unless told. */
  readonly interpolation?: Interpolation;
}

/** The ways to make values between pixels. */
export const INTERPOLATIONS: readonly Interpolation[] = ["nearest", "bilinear", "bicubic", "area"];

/** For each place of an axis the same number of pixels, each with its weight. */
interface Taps {
  readonly count: number;
  readonly at: Int32Array;
  readonly weight: Float32Array;
}

/** Keys' cubic with a = -0.5. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function taps(from: number, to: number, interpolation: Interpolation): Taps {
  const scale = from / to;
  const per = { nearest: 1, bilinear: 2, bicubic: 4, area: Math.ceil(scale) + 1 }[interpolation];
  const at = new Int32Array(to * per);
  const weight = new Float32Array(to * per);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    let sum = 0;
    for (let t = 0; t < per; t++) {
      const k = i * per + t;
      let place = Math.floor(centre) + t;
      switch (interpolation) {
        case "nearest":
          place = Math.floor((i + 0.5) * scale);
          weight[k] = 1;
          break;
        case "bilinear": {
          const part = centre - Math.floor(centre);
          weight[k] = t === 0 ? 1 - part : part;
          break;
        }
        case "bicubic":
          place--;
          // Beyond the edge there is nothing; what is there is weighed up to 1.
          weight[k] = place < 0 || place >= from ? 0 : cubic(centre - place);
          break;
        case "area":
          place = Math.floor(i * scale) + t;
          weight[k] = Math.max(
            0,
            Math.min((i + 1) * scale, place + 1) - Math.max(i * scale, place),
          );
      }
      sum += weight[k]!;
      at[k] = Math.min(Math.max(place, 0), from - 1);
    }
    for (let t = 0; t < per; t++) weight[i * per + t]! /= sum;
  }
  return { count: per, at, weight };
}

/** One row of the picture, resized along its width. */
function resizeRow(
  row: Uint8Array | Float32Array,
  { across, channels, into }: {
    readonly across: Taps;
    readonly channels: number;
    readonly into: Float32Array;
  },
): void {
  const { count, at, weight } = across;
  const width = into.length / channels;
  let to = 0;
  if (count === 2 && channels === 3) {
    // The common case by itself: a fifth of the time of the general one.
    for (let k = 0; k < 2 * width; k += 2) {
      const left = at[k]! * 3;
      const right = at[k + 1]! * 3;
      const part = weight[k + 1]!;
      const [red, green, blue] = [row[left]!, row[left + 1]!, row[left + 2]!];
      into[to] = red + (row[right]! - red) * part;
      into[to + 1] = green + (row[right + 1]! - green) * part;
      into[to + 2] = blue + (row[right + 2]! - blue) * part;
      to += 3;
    }
    return;
  }
  for (let x = 0; x < width; x++) {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let k = x * count; k < (x + 1) * count; k++) {
        sum += row[at[k]! * channels + c]! * weight[k]!;
      }
      into[to++] = sum;
    }
  }
}

/** The weighted sum of rows. */
function mixRows(
  rows: readonly Float32Array[],
  weights: readonly number[],
  into: Float32Array,
): void {
  const [first, second] = rows as [Float32Array, Float32Array];
  const [one = 1, other = 0] = weights;
  if (rows.length === 1) {
    into.set(first);
  } else if (rows.length === 2) {
    for (let i = 0; i < into.length; i++) into[i] = first[i]! * one + second[i]! * other;
  } else {
    rows.forEach((row, r) => {
      const weight = weights[r]!;
      for (let i = 0; i < into.length; i++) into[i]! += row[i]! * weight;
    });
  }
}

/**
 * Resizes a picture.
 *
 * @param image uint8 or float32 `[height, width, channels]`.
 * @param options Size and interpolation.
 * @returns float32 `[size[0], size[1], channels]`, not rounded.
 * @throws {RangeError} When a size is no positive integer, or the picture has no pixel.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const row = { dtype: "uint8", shape: [1, 2, 1], data: new Uint8Array([0, 100]) } as const;
 * assertEquals([...data.resizeImage(row, { size: [1, 4] }).data], [0, 25, 75, 100]);
 * ```
 */
export function resizeImage(image: HostImage, options: ResizeOptions): NdArrayOf<"float32"> {
  const { size: [toHeight, toWidth], interpolation = "bilinear" } = options;
  requireWord("Cannot resize", "interpolation", { value: interpolation, words: INTERPOLATIONS });
  const [height = 0, width = 0, channels = 0] = image.shape;
  for (const length of [toHeight, toWidth]) {
    if (Number.isInteger(length) && length > 0) continue;
    throw new RangeError(
      `Cannot resize: sizes must be positive integers, current value is ${length}`,
    );
  }
  if (image.data.length === 0) {
    throw new RangeError(
      `Cannot resize: the picture is ${height} x ${width} x ${channels}, so empty`,
    );
  }
  if (height === toHeight && width === toWidth) {
    return { dtype: "float32", shape: image.shape, data: Float32Array.from(image.data) };
  }
  const across = taps(width, toWidth, interpolation);
  const down = taps(height, toHeight, interpolation);
  const line = toWidth * channels;
  const inLine = width * channels;
  const data = new Float32Array(toHeight * line);
  // Rows resized along the width, kept while rows of the result need them.
  const kept = new Map<number, Float32Array>();
  const free: Float32Array[] = [];
  for (let y = 0; y < toHeight; y++) {
    const first = down.at[y * down.count]!;
    for (const [place, row] of kept) {
      if (place < first && kept.delete(place)) free.push(row);
    }
    const rows: Float32Array[] = [];
    const weights: number[] = [];
    for (let t = y * down.count; t < (y + 1) * down.count; t++) {
      if (down.weight[t] === 0) continue;
      const place = down.at[t]!;
      let row = kept.get(place);
      if (row === undefined) {
        row = free.pop() ?? new Float32Array(line);
        const source = image.data.subarray(place * inLine, (place + 1) * inLine);
        resizeRow(source, { across, channels, into: row });
        kept.set(place, row);
      }
      rows.push(row);
      weights.push(down.weight[t]!);
    }
    mixRows(rows, weights, data.subarray(y * line, (y + 1) * line));
  }
  return { dtype: "float32", shape: [toHeight, toWidth, channels], data };
}
