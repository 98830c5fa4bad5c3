import { assertEquals } from "@std/assert";
import { assertAllClose } from "../../tolerance.ts";
import * as tf from "../../../src/engine/tf.ts";

/** A kernel called by name, as tfjs's ops call it. */
export function kernel(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attrs: Record<string, unknown> = {},
): tf.Tensor {
  return tf.engine().runKernel(
    name,
    inputs as unknown as tf.NamedTensorMap,
    attrs as unknown as tf.NamedAttrMap,
  ) as tf.Tensor;
}

/** Numbers that repeat late: `shape` full of them. */
export function numbers(shape: number[], seed = 1): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin((i + seed) * 12.9898) * 2);
  return tf.tensor(values, shape);
}

/** The sum of the products of two tensors' elements. */
export function inner(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.sum(tf.mul(a, b)).dataSync()[0]!);
}

interface Result {
  shape: number[];
  dtype: string;
  dataSync: () => ArrayLike<unknown>;
}

/** What `fn` gives on the backend called `name`; it may leave no tensor behind. */
function resultsOn(name: string, fn: () => tf.Tensor | tf.Tensor[]): Result[] {
  tf.setBackend(name);
  const before = tf.memory().numTensors;
  let results: Result[] = [];
  tf.tidy(() => {
    results = [fn()].flat().map((tensor) => {
      const values = tensor.dataSync() as ArrayLike<unknown>;
      return { shape: tensor.shape, dtype: tensor.dtype, dataSync: () => values };
    });
  });
  assertEquals(tf.memory().numTensors, before);
  return results;
}

/** Asserts that `fn` gives on libtensorflow what it gives on tfjs's cpu backend. */
export function assertAgrees(fn: () => tf.Tensor | tf.Tensor[]): void {
  const expected = resultsOn("cpu", fn);
  const actual = resultsOn("tensorflow", fn);
  assertEquals(actual.map(({ dtype }) => dtype), expected.map(({ dtype }) => dtype));
  actual.forEach((result, k) => {
    if (result.dtype === "string") assertEquals(result.dataSync(), expected[k]!.dataSync());
    else assertAllClose(result, expected[k]!, { tolerance: PRODUCTS });
  });
}

/** Sums of tens of products, in another order. */
const PRODUCTS = { relative: 1e-5, absolute: 1e-4 };
