/**
 * What a job has to do at the least: arithmetic and memory traffic, from which the machine's own
 * limit follows.
 *
 * Traffic counts what no program can leave out: each weight, its gradient and Adam's two averages
 * read, and the weight and the averages written again. Activations are not counted, as a program
 * may keep them in its caches; the limit is thus a bound from below.
 *
 * @module
 */

import { CNN, DENSE, GPT, type GptShape, LSTM, TRIAD_FLOATS } from "./peers/shapes.ts";

/** The least that a job must do. */
export interface Work {
  /** Multiplications and additions. */
  readonly flops: number;
  /** Bytes moved between memory and processor. */
  readonly bytes: number;
  /** What the products are computed in. */
  readonly dtype: "float32" | "bfloat16";
}

/** Bytes per weight of one update by Adam: four float32 are read and three written. */
const ADAM_BYTES = 7 * 4;

/** A product of two square matrices. */
export function matmulWork(size: number, dtype: Work["dtype"] = "float32"): Work {
  return { flops: 2 * size ** 3, bytes: 3 * size ** 2 * (dtype === "float32" ? 4 : 2), dtype };
}

/** `a + 3 b` of two long vectors into a third. */
export function triadWork(): Work {
  return { flops: 2 * TRIAD_FLOATS, bytes: 3 * 4 * TRIAD_FLOATS, dtype: "float32" };
}

/** `size` floats that are read in one place and written in another; caches hold a few of them. */
export function transferWork(size: number): Work {
  return { flops: 0, bytes: size < TRIAD_FLOATS ? 0 : 2 * 4 * size, dtype: "float32" };
}

/**
 * A training step of the network for digits. Of the 11 by 11 places of the second convolution its
 * pooling reads 10 by 10, which are made of 24 by 24 of the first one's 26 by 26: the rest is not
 * counted, as nobody needs it.
 */
export function cnnWork(batch: number): Work {
  const [a, b, c] = CNN.filters;
  const first = 2 * 24 ** 2 * 9 * a;
  const rest = 2 * (10 ** 2 * 9 * a * b + 3 ** 2 * 9 * b * c + 9 * c * CNN.hidden +
    CNN.hidden * CNN.classes);
  const weights = 9 * a + a + 9 * a * b + b + 9 * b * c + c + 9 * c * CNN.hidden + CNN.hidden +
    CNN.hidden * CNN.classes + CNN.classes;
  // The first layer needs no gradient of its input.
  return { flops: batch * (2 * first + 3 * rest), bytes: weights * ADAM_BYTES, dtype: "float32" };
}

/**
 * A training step of the language model. Attention counts the lower half of its square alone,
 * which is all that a causal mask leaves.
 */
export function gptWork(width: number, dtype: Work["dtype"] = "float32"): Work {
  return gptWorkOf({ ...GPT, width }, dtype);
}

/** The same of any shape. */
export function gptWorkOf(
  { batch, length, layers, width, vocabulary }: GptShape,
  dtype: Work["dtype"],
): Work {
  const tokens = batch * length;
  const matrices = layers * 12 * width ** 2 + vocabulary * width;
  const attention = layers * 2 * 2 * tokens * (length / 2) * width;
  const weights = matrices + length * width;
  return {
    flops: 3 * (2 * tokens * matrices + attention),
    bytes: weights * ADAM_BYTES,
    dtype,
  };
}

/** A training step of the recurrent network. */
export function lstmWork(steps: number): Work {
  const { units, features, batch, classes } = LSTM;
  const gates = 4 * units;
  // The input needs no gradient of its own; the state does.
  const step = 2 * batch * gates * (2 * features + 3 * units);
  const weights = gates * (features + units + 1) + units * classes + classes;
  return {
    flops: steps * step + 3 * 2 * batch * units * classes,
    bytes: weights * ADAM_BYTES,
    dtype: "float32",
  };
}

/** A training step of the network of wide layers. */
export function denseWork(width: number): Work {
  const { layers, batch, classes } = DENSE;
  const weights = layers * width * (width + 1) + width * classes + classes;
  // The first layer needs no gradient of its input.
  const products = 2 * batch * (width ** 2 * (3 * layers - 1) + 3 * width * classes);
  return { flops: products, bytes: weights * ADAM_BYTES, dtype: "float32" };
}
