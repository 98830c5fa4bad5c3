/**
 * A data set that lies in memory as two tensors.
 *
 * @module
 */
import type { NdArray } from "../core/nd_array.ts";
import { bundleOf, DISPLAY } from "../core/shown.ts";
import * as tf from "../engine/tf.ts";
import type { Dataset } from "./dataset/dataset.ts";
import { from } from "./dataset/sources.ts";

/**
 * Examples as one tensor of inputs and one of targets, the first axis counting the examples.
 *
 * It owns both tensors: {@linkcode ArrayDataset.dispose} or `using` frees them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([4, 2]), tf.tensor1d([0, 1, 1, 0], "int32"));
 * assertEquals(points.size, 4);
 * ```
 */
export class ArrayDataset {
  /** What a model gets, `[size, …]`. */
  readonly inputs: tf.Tensor;
  /** What it shall answer: int32 class numbers `[size]`, or values `[size, …]`. */
  readonly targets: tf.Tensor;

  /**
   * Makes a data set.
   *
   * @param inputs Any dtype, `[size, …]`; owned by the data set from here on.
   * @param targets Any dtype, `[size, …]`; owned by the data set from here on.
   * @throws {TypeError} When a tensor is a scalar or the two count different numbers of examples.
   */
  constructor(inputs: tf.Tensor, targets: tf.Tensor) {
    if (inputs.rank === 0 || targets.rank === 0 || inputs.shape[0] !== targets.shape[0]) {
      throw new TypeError(
        "Cannot make a data set: inputs and targets must have one entry per example on their first " +
          `axis, current shapes are [${inputs.shape.join(", ")}] and [${targets.shape.join(", ")}]`,
      );
    }
    this.inputs = inputs;
    this.targets = targets;
  }

  /** How many examples. */
  get size(): number {
    return this.inputs.shape[0]!;
  }

  /** Bytes that both tensors take. */
  get byteLength(): number {
    return [this.inputs, this.targets]
      .reduce((sum, tensor) => sum + tensor.size * tf.util.bytesPerElement(tensor.dtype), 0);
  }

  /**
   * The examples one by one on the host, where they can be mixed, split and augmented.
   *
   * @returns A data set of `{ inputs, targets }`, which stays usable when this one is disposed.
   */
  async toDataset(): Promise<Dataset<{ inputs: NdArray; targets: NdArray }>> {
    return from({ inputs: await hostArray(this.inputs), targets: await hostArray(this.targets) });
  }

  /** Frees both tensors; a second call does nothing. */
  dispose(): void {
    this.inputs.dispose();
    this.targets.dispose();
  }

  /** The data set for notebooks: sizes, counts of classes, the first examples. */
  [DISPLAY](): Record<string, unknown> {
    return bundleOf(this);
  }

  /** Frees both tensors at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

async function hostArray(tensor: tf.Tensor): Promise<NdArray> {
  const { dtype, shape } = tensor;
  return { dtype, shape, data: await tensor.data() } as unknown as NdArray;
}
