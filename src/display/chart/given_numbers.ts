/**
 * Numbers as callers give them.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/** Numbers in an array or in a tensor, which stays the caller's. */
export type Numbers = ArrayLike<number> | tf.Tensor;

/** The numbers of a tensor, row by row; anything else as it is. */
export function numbersOf<T>(given: T | tf.Tensor): T | ArrayLike<number> {
  if (!(given instanceof tf.Tensor)) return given;
  if (given.dtype === "string" || given.dtype === "complex64") {
    throw new TypeError(
      `Cannot draw a tensor of dtype ${given.dtype}: wanted float32, int32 or bool; take its parts ` +
        "or counts",
    );
  }
  return given.dataSync();
}

/** The rows of a tensor of rank 2; anything else as it is. */
export function rowsOf<T>(given: T | tf.Tensor): T | ArrayLike<number>[] {
  if (!(given instanceof tf.Tensor)) return given;
  const [rows, width, ...more] = given.shape;
  if (rows === undefined || width === undefined || more.length > 0) {
    throw new TypeError(
      `Cannot draw a tensor of shape [${given.shape}] as a table: wanted two axes, rows and columns`,
    );
  }
  const numbers = numbersOf(given) as Float32Array;
  return Array.from({ length: rows }, (_, i) => numbers.subarray(i * width, (i + 1) * width));
}
