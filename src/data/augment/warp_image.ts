/**
 * Pictures on the host, transformed.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { Transform } from "./transform.ts";

/** What lies beyond the edges: the mirrored picture, its repetition, a value, or the edge itself. */
export type FillMode = "reflect" | "wrap" | "constant" | "nearest";

/** How values are taken between and beyond pixels. */
export interface WarpOptions {
  /** What lies beyond the edges; `"reflect"` unless told. */
  readonly fillMode?: FillMode;
  /** The value for `"constant"`; 0 unless told. */
  readonly fillValue?: number;
  /** How values between pixels are made; `"bilinear"` unless told. */
  readonly interpolation?: "nearest" | "bilinear";
}

/** Names of the options of everything that moves pixels. */
export const WARP_OPTIONS: OptionNames<WarpOptions> = {
  fillMode: true,
  fillValue: true,
  interpolation: true,
};

/** A place on an axis of `length` pixels brought onto it, as TensorFlow's kernel does it. */
function onAxis(place: number, { length, mode }: { length: number; mode: FillMode }): number {
  if (place >= 0 && place <= length - 1) return place;
  let at = place;
  if (mode === "constant") return at;
  if (mode === "reflect" && length > 1) {
    const twice = 2 * length;
    if (at < 0) {
      at += twice * Math.trunc(-at / twice);
      at = at < -length ? at + twice : -at - 1;
    } else {
      at -= twice * Math.trunc(at / twice);
      if (at >= length) at = twice - at - 1;
    }
  } else if (mode === "wrap" && length > 1) {
    const round = length - 1;
    at += at < 0 ? length * (Math.trunc(-at / round) + 1) : -length * Math.trunc(at / round);
  }
  return Math.min(Math.max(at, 0), length - 1);
}

/** A picture, and what lies beyond its edges. */
interface Scene {
  readonly source: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly fillMode: FillMode;
  readonly fillValue: number;
}

/** Takes a value for each channel at a place near or beyond the edges, or of the nearest pixel. */
function takeAt(
  scene: Scene,
  { left, top, interpolation }: {
    readonly left: number;
    readonly top: number;
    readonly interpolation: "nearest" | "bilinear";
  },
  into: Float32Array,
): void {
  const { source, height, width, channels, fillMode: mode, fillValue } = scene;
  const x = onAxis(left, { length: width, mode });
  const y = onAxis(top, { length: height, mode });
  const pixel = (row: number, column: number, channel: number): number =>
    column >= 0 && column < width && row >= 0 && row < height
      ? source[(row * width + column) * channels + channel]!
      : fillValue;
  if (interpolation === "nearest") {
    const [row, column] = [roundAway(y), roundAway(x)];
    for (let c = 0; c < channels; c++) into[c] = pixel(row, column, c);
    return;
  }
  const [row, column] = [Math.floor(y), Math.floor(x)];
  const [below, right] = [y - row, x - column];
  for (let c = 0; c < channels; c++) {
    const upper = pixel(row, column, c) * (1 - right) + pixel(row, column + 1, c) * right;
    const lower = pixel(row + 1, column, c) * (1 - right) + pixel(row + 1, column + 1, c) * right;
    into[c] = upper * (1 - below) + lower * below;
  }
}

/** As C rounds: halves away from 0. */
function roundAway(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}

/**
 * Transforms a picture.
 *
 * @param image float32 `[height, width, channels]`.
 * @param transform Where each pixel comes from.
 * @param options Edges and interpolation.
 * @returns The same shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const mirrored = data.warpImage(image, [-1, 0, 1, 0, 1, 0, 0, 0]);
 * assertEquals([...mirrored.data], [2, 1, 4, 3]);
 * ```
 */
export function warpImage(
  image: NdArrayOf<"float32">,
  transform: Transform,
  options: WarpOptions = {},
): NdArrayOf<"float32"> {
  requireOptions("Cannot transform a picture", options, WARP_OPTIONS);
  const { fillMode = "reflect", fillValue = 0, interpolation = "bilinear" } = options;
  const [height = 0, width = 0, channels = 0] = image.shape;
  const source = image.data;
  const scene = { source, height, width, channels, fillMode, fillValue };
  const bilinear = interpolation === "bilinear";
  const data = new Float32Array(source.length);
  const edge = new Float32Array(channels);
  const lefts = new Float32Array(width);
  const tops = new Float32Array(width);
  const stride = width * channels;
  let to = 0;
  for (let y = 0; y < height; y++) {
    placesOfRow(transform, y, { lefts, tops });
    for (let x = 0; x < width; x++) {
      const left = lefts[x]!;
      const top = tops[x]!;
      if (!(left >= 0 && left < width - 1 && top >= 0 && top < height - 1)) {
        if (Number.isFinite(left)) takeAt(scene, { left, top, interpolation }, edge);
        else edge.fill(fillValue);
        for (let c = 0; c < channels; c++) data[to++] = edge[c]!;
        continue;
      }
      if (!bilinear) {
        let at = ((top + 0.5) | 0) * stride + ((left + 0.5) | 0) * channels;
        for (let c = 0; c < channels; c++) data[to++] = source[at++]!;
        continue;
      }
      // The place lies between four pixels, which is most of the time.
      const column = left | 0;
      const row = top | 0;
      const right = left - column;
      const below = top - row;
      const lowerRight = right * below;
      const lowerLeft = below - lowerRight;
      const upperRight = right - lowerRight;
      const upperLeft = 1 - right - lowerLeft;
      let at = row * stride + column * channels;
      for (const end = to + channels; to < end; to++, at++) {
        data[to] = source[at]! * upperLeft + source[at + channels]! * upperRight +
          source[at + stride]! * lowerLeft + source[at + stride + channels]! * lowerRight;
      }
    }
  }
  return { dtype: "float32", shape: image.shape, data };
}

/**
 * Where the pixels of a row come from: in 32 bits as in TensorFlow's kernel, so that the same pixels lie
 * on the edges and halfway. Not finite where a projection has no place.
 */
function placesOfRow(
  transform: Transform,
  y: number,
  { lefts, tops }: { readonly lefts: Float32Array; readonly tops: Float32Array },
): void {
  const [a0, a1, a2, b0, b1, b2, c0, c1] = transform;
  const leftOfRow = a1 * y + a2;
  const topOfRow = b1 * y + b2;
  if (c0 === 0 && c1 === 0) {
    for (let x = 0; x < lefts.length; x++) lefts[x] = a0 * x + leftOfRow;
    for (let x = 0; x < lefts.length; x++) tops[x] = b0 * x + topOfRow;
    return;
  }
  for (let x = 0; x < lefts.length; x++) {
    const k = c0 * x + c1 * y + 1;
    lefts[x] = k === 0 ? Infinity : (a0 * x + leftOfRow) / k;
    tops[x] = k === 0 ? Infinity : (b0 * x + topOfRow) / k;
  }
}
