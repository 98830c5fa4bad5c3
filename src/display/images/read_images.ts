/**
 * Pictures out of tensors and arrays.
 *
 * @module
 */

import { shapeText } from "../../core/shape.ts";
import * as tf from "../../engine/tf.ts";
import { readNumbers, type TensorValues } from "../tensor/read_values.ts";

/** Numbers in rows: a grey picture, or with a further level its channels. */
export type NestedPixels = readonly (ArrayLike<number> | readonly ArrayLike<number>[])[];

/** One picture, or several. */
export type ImagesInput = tf.Tensor | readonly (tf.Tensor | NestedPixels)[] | NestedPixels;

/** The numbers of pictures, each `[height, width, channels]`, and how many there are in all. */
export interface ReadImages {
  /** The first ones. */
  readonly values: readonly TensorValues[];
  /** All. */
  readonly count: number;
}

/**
 * Reads the first pictures.
 *
 * @throws {TypeError} When it holds no pictures.
 */
export function readImages(input: ImagesInput, most: number): ReadImages {
  if (input instanceof tf.Tensor) return readTensor(input, most);
  if (!Array.isArray(input)) throw wrong(Deno.inspect(input, { depth: 0 }).slice(0, 60));
  if (input.length > 0 && input.every((one) => one instanceof tf.Tensor || isRows(one))) {
    const all = (input as (tf.Tensor | NestedPixels)[]).map((one) => {
      const read = one instanceof tf.Tensor ? readTensor(one, 1) : readNested(one, 1);
      if (read.count !== 1) throw wrong(`a list in which one has ${read.count} pictures`);
      return read.values[0]!;
    });
    return { values: all.slice(0, most), count: all.length };
  }
  return readNested(input as NestedPixels, most);
}

/** Whether an array has rows of numbers, which one of a list of pictures has. */
function isRows(value: unknown): boolean {
  return Array.isArray(value) && (Array.isArray(value[0]) || ArrayBuffer.isView(value[0]));
}

function readNested(pixels: NestedPixels, most: number): ReadImages {
  using tensor = tf.tensor(pixels as tf.TensorLike);
  return readTensor(tensor, most);
}

function readTensor(tensor: tf.Tensor, most: number): ReadImages {
  const { shape, dtype } = tensor;
  const full = pictureShape(shape);
  if (full === undefined || dtype === "string" || dtype === "complex64" || tensor.size === 0) {
    throw wrong(`a tensor ${dtype} ${shapeText(shape)}`);
  }
  const [count, height, width, channels] = full;
  const each = [height, width, channels];
  const size = height * width * channels;
  const shown = Math.min(count, most);
  using first = tf.tidy(() => tf.slice(tf.reshape(tensor, full), 0, shown));
  const { numbers } = readNumbers(first, Infinity);
  const values = Array.from({ length: shown }, (_, i) => ({
    numbers: numbers.subarray(i * size, (i + 1) * size),
    shape: each,
    thinned: false,
  }));
  return { values, count };
}

/** The shape as `[count, height, width, channels]`; undefined where it is none of pictures. */
function pictureShape(shape: readonly number[]): [number, number, number, number] | undefined {
  const isColored = [1, 3, 4].includes(shape.at(-1)!);
  const [a, b, c, d] = shape as [number, number, number, number];
  if (shape.length === 2) return [1, a, b, 1];
  if (shape.length === 3) return isColored ? [1, a, b, c] : [a, b, c, 1];
  return shape.length === 4 && isColored ? [a, b, c, d] : undefined;
}

function wrong(came: string): TypeError {
  return new TypeError(
    "Cannot show pictures: wanted a tensor [height, width], [height, width, 1, 3 or 4 channels] or " +
      `[count, height, width, channels], a list of such, or arrays of rows, got ${came}`,
  );
}
