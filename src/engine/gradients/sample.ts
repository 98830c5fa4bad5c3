/**
 * Reading images at places between their pixels, written with differentiable kernels.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { scatterRows } from "./gradient.ts";

/** Where to read, one entry per pixel of the result [count, height, width]. */
export interface Places {
  /** Rows, float32, broadcastable to the result's shape. */
  y: tfjs.Tensor;
  /** Columns, float32, broadcastable to the result's shape. */
  x: tfjs.Tensor;
  /** The image each result comes from, int32 [count]. */
  image: tfjs.Tensor;
}

/**
 * Bilinear samples of `images` [batch, height, width, channels].
 *
 * @param places Where to read.
 * @param fill What pixels outside the image count as.
 * @returns float32 [count, height, width, channels].
 */
export function sampleBilinear(images: tfjs.Tensor, places: Places, fill: number): tfjs.Tensor {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const pixels = tfjs.reshape(images, [batch * height * width, channels]);
  const start = tfjs.reshape(tfjs.mul(places.image, height * width), [-1, 1, 1]);
  const [top, left] = [tfjs.floor(places.y), tfjs.floor(places.x)];
  const down = tfjs.sub(places.y, top);
  const right = tfjs.sub(places.x, left);

  let sum: tfjs.Tensor | undefined;
  for (const [dy, dx] of [[0, 0], [0, 1], [1, 0], [1, 1]] as const) {
    const [row, column] = [tfjs.add(top, dy), tfjs.add(left, dx)];
    const isInside = tfjs.logicalAnd(inRange(row, height), inRange(column, width));
    const offset = tfjs.add(
      tfjs.mul(tfjs.clipByValue(row, 0, height - 1), width),
      tfjs.clipByValue(column, 0, width - 1),
    );
    const values = tfjs.gather(pixels, tfjs.add(start, offset).toInt()); // [count, h, w, channels]
    const weight = tfjs.mul(
      dy === 1 ? down : tfjs.sub(1, down),
      dx === 1 ? right : tfjs.sub(1, right),
    );
    const seen = tfjs.where(
      tfjs.expandDims(isInside, -1),
      values,
      tfjs.fill(values.shape, fill),
    );
    const part = tfjs.mul(tfjs.expandDims(weight, -1), seen);
    sum = sum === undefined ? part : tfjs.add(sum, part);
  }
  return sum!;
}

function inRange(place: tfjs.Tensor, length: number): tfjs.Tensor {
  return tfjs.logicalAnd(tfjs.greaterEqual(place, 0), tfjs.lessEqual(place, length - 1));
}

/**
 * The gradient of a kernel that copies elements, whatever the rule it copies by.
 *
 * The kernel is asked for the rule itself: it runs on the elements' numbers.
 *
 * @param shape Shape of the kernel's input.
 * @param copy The kernel, on a float32 tensor of `shape`; what comes from no element must be 0.
 * @param dy Gradient of the kernel's result.
 */
export function scatterCopied(
  shape: number[],
  copy: (numbers: tfjs.Tensor) => tfjs.Tensor,
  dy: tfjs.Tensor,
): tfjs.Tensor {
  const size = tfjs.util.sizeFromShape(shape);
  const sources = copy(tfjs.reshape(tfjs.range(1, size + 1), shape));
  // Row 0 takes the gradients of what was filled in.
  const sums = scatterRows(
    tfjs.reshape(dy, [-1, 1]),
    tfjs.reshape(sources.toInt(), [-1]),
    size + 1,
  );
  return tfjs.reshape(tfjs.slice(sums, [1, 0], [size, 1]), shape);
}
