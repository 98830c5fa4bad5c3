/**
 * A batch cut into parts.
 *
 * @module
 */

import { mapTree } from "../core/tree.ts";
import * as tf from "../engine/tf.ts";

/** Some examples of a batch. */
export interface BatchPart<Batch> {
  /** The batch with each tensor cut along its first axis, and anything else as it is. */
  readonly part: Batch;
  /** Share of the examples that are in it. */
  readonly share: number;
}

/**
 * Parts of a batch, of as equal lengths as can be.
 *
 * @param batch A tree; variables and scalars in it are whole for all parts.
 * @param most How many; a batch of fewer examples has one part for each.
 * @throws {RangeError} If the tensors differ in the length of their first axes.
 * @throws {TypeError} If there is no tensor to cut.
 */
export function batchParts<Batch>(batch: Batch, most: number): BatchPart<Batch>[] {
  const length = batchLength(batch);
  const count = Math.max(1, Math.min(most, length));
  if (count === 1) return [{ part: batch, share: 1 }];
  return Array.from({ length: count }, (_, i) => {
    const [begin, end] = [i, i + 1].map((at) => Math.floor(at * length / count));
    const part = mapTree(batch, (leaf) => isCut(leaf) ? rows(leaf, begin!, end!) : leaf) as Batch;
    return { part, share: (end! - begin!) / length };
  });
}

/** Whether a leaf is cut: weights are whole for all parts. */
function isCut(leaf: unknown): leaf is tf.Tensor {
  return leaf instanceof tf.Tensor && !(leaf instanceof tf.Variable) && leaf.rank > 0;
}

function batchLength(batch: unknown): number {
  const lengths = new Set<number>();
  mapTree(batch, (leaf) => isCut(leaf) && lengths.add(leaf.shape[0]!));
  if (lengths.size === 0) {
    throw new TypeError("Cannot part a batch: no tensor with a first axis is among the arguments");
  }
  if (lengths.size > 1) {
    throw new RangeError(
      "Cannot part a batch: the first axes of all tensors must be equally long, current lengths are " +
        `${[...lengths].join(", ")}; let the function take from outside what belongs to no example`,
    );
  }
  return [...lengths][0]!;
}

function rows(x: tf.Tensor, begin: number, end: number): tf.Tensor {
  const rest = x.shape.slice(1);
  return tf.slice(x, [begin, ...rest.map(() => 0)], [end - begin, ...rest]);
}
