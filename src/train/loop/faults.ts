/**
 * What is wrong with a batch that made a loss that is no number.
 *
 * @module
 */

import { walkTree } from "../../core/tree.ts";
import * as tf from "../../engine/tf.ts";

/** Names the first value of a batch that is not finite; undefined if all are. */
export async function faultOf(
  feed: Readonly<Record<string, unknown>>,
  rowOf: (index: number) => number = (index) => index,
): Promise<string | undefined> {
  for (const [name, part] of Object.entries(feed)) {
    for (const { path, tensor } of tensorsOf(part, name)) {
      if (tensor.dtype !== "float32") continue;
      const values = await tensor.data();
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at < 0) continue;
      return `${path}[${place(at, tensor.shape, rowOf).join(", ")}] is ${values[at]}`;
    }
  }
  return undefined;
}

function tensorsOf(part: unknown, name: string): { path: string; tensor: tf.Tensor }[] {
  const found: { path: string; tensor: tf.Tensor }[] = [];
  if (part instanceof tf.Tensor) return [{ path: name, tensor: part }];
  walkTree(part, {
    structure: () => {},
    leaf: (leaf) => {
      if (leaf instanceof tf.Tensor) found.push({ path: name, tensor: leaf });
    },
  });
  return found;
}

function place(
  at: number,
  shape: readonly number[],
  rowOf: (index: number) => number,
): number[] {
  const indices: number[] = [];
  for (const length of [...shape].reverse()) {
    indices.unshift(at % length);
    at = Math.floor(at / length);
  }
  return indices.map((index, axis) => axis === 0 ? rowOf(index) : index);
}
