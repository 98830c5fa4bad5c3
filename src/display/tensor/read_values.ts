/**
 * A tensor's values, all of them or an even part.
 *
 * @module
 */

import { shapeSize } from "../../core/shape.ts";
import * as tf from "../../engine/tf.ts";

/** More values than this are thinned while they are still the engine's: 64 MB of float32. */
const MAX_VALUES = 2 ** 24;

/** Numbers as JavaScript has them; those of complex tensors are their absolute values. */
export interface TensorValues {
  /** The numbers, row by row. */
  readonly numbers: Float32Array | Int32Array | Uint8Array;
  /** Axis lengths of what was read. */
  readonly shape: readonly number[];
  /** Whether this is only a part of the tensor. */
  readonly thinned: boolean;
}

/** Reads the numbers of a tensor; of a very large one every n-th along its longest axes. */
export function readNumbers(tensor: tf.Tensor, limit: number = MAX_VALUES): TensorValues {
  const strides = stridesFor(tensor.shape, limit);
  const thinned = strides.some((stride) => stride > 1);
  // tidy would look for tensors among the numbers that it returns, one by one.
  const part = tf.tidy(() => {
    const some = thinned
      ? tf.stridedSlice(tensor, tensor.shape.map(() => 0), tensor.shape, strides)
      : tensor;
    return tensor.dtype === "complex64" ? tf.abs(some) : some;
  });
  try {
    const numbers = part.dataSync() as TensorValues["numbers"];
    return { numbers, shape: part.shape, thinned };
  } finally {
    if (part !== tensor) part.dispose();
  }
}

/** The first values of a tensor of any kind, as text. */
export function readFirst(tensor: tf.Tensor, count: number): unknown[] {
  return tf.tidy(() => {
    const first = tf.slice(tf.reshape(tensor, [tensor.size]), [0], [Math.min(count, tensor.size)]);
    if (tensor.dtype !== "complex64") return [...first.dataSync<"string" | "float32">()];
    const [real, imaginary] = [tf.real(first).dataSync(), tf.imag(first).dataSync()];
    return [...real].map((value, i) => ({ real: value, imaginary: imaginary[i]! }));
  });
}

/** Steps along each axis after which at most `limit` values are left. */
function stridesFor(shape: readonly number[], limit: number): number[] {
  const strides = shape.map(() => 1);
  const lengths = () => shape.map((length, axis) => Math.ceil(length / strides[axis]!));
  while (shapeSize(lengths()) > limit) {
    const left = lengths();
    // Odd steps, so that rows of even length do not line up with them.
    strides[left.indexOf(Math.max(...left))]! += 2;
  }
  return strides;
}
