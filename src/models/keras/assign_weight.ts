/**
 * Values of files into weights, and weights into values for files.
 *
 * @module
 */

import type { NdArray, NdArrayOf } from "../../core/nd_array.ts";
import { shapeText } from "../../core/shape.ts";
import * as tf from "../../engine/tf.ts";

/** A file's weights do not fit the model. */
export class WeightsMismatchError extends Error {
  /** Says what it is. */
  override readonly name = "WeightsMismatchError";
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/**
 * Gives a weight the values of an array.
 *
 * @throws {WeightsMismatchError} When the shape is another one, or the values are no numbers.
 */
export function assignWeight(variable: tf.Variable, array: NdArray, what: string): void {
  if (!sameShape(variable.shape, array.shape)) {
    throw new WeightsMismatchError(
      `${what} has the shape ${shapeText(array.shape)} in the file, and ${
        shapeText(variable.shape)
      } in the model`,
    );
  }
  const { data } = toFloat32(array, what);
  tf.tidy(() => variable.assign(tf.tensor(data, variable.shape, "float32")));
}

/** The values of a weight. */
export async function weightValue(variable: tf.Variable): Promise<NdArrayOf<"float32">> {
  return {
    dtype: "float32",
    shape: [...variable.shape],
    data: Float32Array.from(await variable.data()),
  };
}

/** An array in 32-bit floats. */
export function toFloat32(array: NdArray, what: string): NdArrayOf<"float32"> {
  const { dtype, shape, data } = array;
  if (dtype === "float32") return array;
  if (dtype === "bfloat16") {
    const bits = Uint32Array.from(data, (half) => half * 65536);
    return { dtype: "float32", shape, data: new Float32Array(bits.buffer) };
  }
  if (dtype === "float16") {
    const halves = new Float16Array(data.buffer, data.byteOffset, data.length);
    return { dtype: "float32", shape, data: Float32Array.from(halves) };
  }
  if (dtype === "float64") return { dtype: "float32", shape, data: Float32Array.from(data) };
  throw new WeightsMismatchError(`${what} is ${dtype} in the file; weights are floats`);
}
