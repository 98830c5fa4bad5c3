/**
 * Pictures on the host, transformed.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
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

/**
 * Transforms a picture.
 *
 * @param image float32 `[height, width, channels]`.
 * @param transform Where each pixel comes from.
 * @param options Edges and interpolation.
 * @returns The same shape.
 */
export function warpImage(
  image: NdArrayOf<"float32">,
  transform: Transform,
  options: WarpOptions = {},
): NdArrayOf<"float32"> {
  const { fillMode = "reflect", fillValue = 0, interpolation = "bilinear" } = options;
  const [height = 0, width = 0, channels = 0] = image.shape;
  // TensorFlow's kernel has 32 bits: so the same pixels lie on the edges and halfway.
  const { fround } = Math;
  const [a0, a1, a2, b0, b1, b2, c0, c1] = Float32Array.from(transform) as unknown as Transform;
  const source = image.data;
  const data = new Float32Array(source.length);
  const across = { length: width, mode: fillMode };
  const down = { length: height, mode: fillMode };
  const stride = width * channels;
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const k = c0 * x + c1 * y + 1;
      if (k === 0) {
        data.fill(fillValue, to, to += channels);
        continue;
      }
      const left = onAxis(fround(fround(fround(a0 * x) + fround(a1 * y)) + a2) / k, across);
      const top = onAxis(fround(fround(fround(b0 * x) + fround(b1 * y)) + b2) / k, down);
      if (interpolation === "nearest") {
        const [column, row] = [roundAway(left), roundAway(top)];
        const inside = column >= 0 && column < width && row >= 0 && row < height;
        const from = row * stride + column * channels;
        for (let c = 0; c < channels; c++) data[to++] = inside ? source[from + c]! : fillValue;
        continue;
      }
      const column = Math.floor(left);
      const row = Math.floor(top);
      const right = left - column;
      const below = top - row;
      const from = row * stride + column * channels;
      if (column >= 0 && column < width - 1 && row >= 0 && row < height - 1) {
        for (let c = 0; c < channels; c++) {
          const at = from + c;
          const upper = source[at]! * (1 - right) + source[at + channels]! * right;
          const lower = source[at + stride]! * (1 - right) +
            source[at + stride + channels]! * right;
          data[to++] = upper * (1 - below) + lower * below;
        }
        continue;
      }
      const has = [column >= 0 && column < width, column >= -1 && column < width - 1] as const;
      const rows = [row >= 0 && row < height, row >= -1 && row < height - 1] as const;
      for (let c = 0; c < channels; c++) {
        const at = from + c;
        const upperLeft = rows[0] && has[0] ? source[at]! : fillValue;
        const upperRight = rows[0] && has[1] ? source[at + channels]! : fillValue;
        const lowerLeft = rows[1] && has[0] ? source[at + stride]! : fillValue;
        const lowerRight = rows[1] && has[1] ? source[at + stride + channels]! : fillValue;
        const upper = upperLeft * (1 - right) + upperRight * right;
        const lower = lowerLeft * (1 - right) + lowerRight * right;
        data[to++] = upper * (1 - below) + lower * below;
      }
    }
  }
  return { dtype: "float32", shape: image.shape, data };
}

/** As C rounds: halves away from 0. */
function roundAway(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}
