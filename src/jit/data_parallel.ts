/**
 * Parts of a batch side by side.
 *
 * @module
 */

import { mapTree } from "../core/tree.ts";
import * as tf from "../engine/tf.ts";
import { batchParts } from "./batch_parts.ts";

/** How a batch is parted. */
export interface DataParallelOptions {
  /** Number of parts, at least 1; a batch of fewer examples has one part for each. */
  readonly replicas: number;
}

/**
 * A function that gives parts of its batch to `fn`, one after the other where ops run at once, side by
 * side in a function that is compiled; it returns the means of what `fn` returns.
 *
 * With `fn` a mean over the examples of a batch, such as a loss, neither the value nor the gradients
 * change but for rounding. Where examples know of each other, as in batch norm, each part is a batch of
 * its own. It pays where single ops cannot keep all cores busy: with two parts on two cores one part's
 * products run while the other part waits for memory. Weights are not copied.
 *
 * It pays most with a part for each core and `engine.use({ intraOpThreads: 1 })` before the first
 * tensor: each part then keeps to a core of its own, where ops of several threads wait for each other.
 * Ops outside of parted functions have one core alone from then on.
 *
 * @param fn Gets its arguments with each tensor cut along its first axis, and anything else, variables
 * and scalars too, as it is; returns a tree of float tensors whose shapes do not depend on the batch.
 * @param options Number of parts.
 * @returns A function like `fn`, whose tensors are the caller's.
 * @throws {RangeError} If `replicas` is not a positive integer; at a call, if the tensors differ in the
 * length of their first axes.
 * @throws {TypeError} At a call, if it is given no tensor to cut, or what `fn` returns is no float
 * tensor or has another structure or shape for one part than for another.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(3));
 * const optimizer = tf.train.sgd(0.1);
 * const loss = jit.dataParallel(
 *   (x: tf.Tensor) => tf.mean(tf.square(tf.mul(weight, x))) as tf.Scalar,
 *   { replicas: 2 },
 * );
 * const step = jit((x: tf.Tensor) => optimizer.minimize(() => loss(x), true, [weight])!);
 * assertEquals(step(tf.tensor1d([1, 2, 3, 4])).dataSync()[0], 67.5);
 * ```
 */
export function dataParallel<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  { replicas }: DataParallelOptions,
): (...args: Args) => Result {
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw new RangeError(
      `Cannot part a batch: replicas must be a positive integer, current value is ${replicas}`,
    );
  }
  return (...args) =>
    tf.tidy(() => {
      const parts = batchParts(args, replicas);
      if (parts.length === 1) return fn(...args) as tf.TensorContainer;
      const results = parts.map(({ part, share }) => ({ result: fn(...part), weight: share }));
      return weightedMean(results) as tf.TensorContainer;
    }) as Result;
}

interface PartResult {
  readonly result: unknown;
  /** Share of the batch. */
  readonly weight: number;
}

function weightedMean(parts: readonly PartResult[]): unknown {
  const leaves = parts.map(({ result }) => leavesOf(result));
  return mapTree(parts[0]!.result, (leaf, path) => {
    const terms = leaves.map((one, i) =>
      tf.mul(averaged(one.get(path), leaf, path), parts[i]!.weight)
    );
    return tf.addN(terms);
  });
}

function leavesOf(tree: unknown): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  mapTree(tree, (leaf, path) => leaves.set(path, leaf));
  return leaves;
}

/** `value`, if it can be averaged with `first`. */
function averaged(value: unknown, first: unknown, path: string): tf.Tensor {
  const name = path === "" ? "the result" : `result ${path}`;
  if (!(value instanceof tf.Tensor) || value.dtype !== "float32") {
    const got = value instanceof tf.Tensor ? `a tensor of ${value.dtype}` : String(value);
    throw new TypeError(
      `Cannot average ${name} over parts of a batch: it must be a float32 tensor, and is ${got}`,
    );
  }
  const { shape } = first as tf.Tensor;
  if (value.shape.join() !== shape.join()) {
    throw new TypeError(
      `Cannot average ${name} over parts of a batch: its shape is [${shape}] for one part and ` +
        `[${value.shape}] for another; return means, not values for each example`,
    );
  }
  return value;
}
