/**
 * Values in data that are no numbers.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";

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

/** Numbers that are looked at together. */
const CHUNK = 2 ** 22;

/**
 * Refuses a data set in memory with a value that is no finite number: a layer such as relu may hide it.
 *
 * @throws {RangeError} When there is one; it is named.
 */
export async function requireFinite(
  columns: Readonly<Record<string, tf.Tensor | undefined>>,
): Promise<void> {
  for (const [name, tensor] of Object.entries(columns)) {
    if (tensor?.dtype !== "float32" || tensor.size === 0) continue;
    const rows = Math.max(1, Math.floor(CHUNK / (tensor.size / tensor.shape[0]!)));
    for (let at = 0; at < tensor.shape[0]!; at += rows) {
      const part = tf.slice(tensor, at, Math.min(rows, tensor.shape[0]! - at));
      // 0 · x is 0, or NaN.
      const sum = tf.tidy(() => tf.sum(tf.mul(part, 0)));
      const fault = Number.isNaN((await sum.data())[0])
        ? await faultOf({ [name]: part }, (row) => at + row)
        : undefined;
      tf.dispose([part, sum]);
      if (fault !== undefined) refuse("the data set", fault);
    }
  }
}

/** The same for the array of a batch on the host; `where` names the batch. */
export function requireFiniteArray(
  { dtype, shape, data }: NdArray,
  path: string,
  where: string,
): void {
  if (dtype !== "float32" && dtype !== "float64") return;
  // A loop: this is done with each number that is trained on.
  for (let i = 0; i < data.length; i++) {
    const value = (data as Float32Array)[i]!;
    if (value - value === 0) continue;
    refuse(where, `${path}[${place(i, shape, (row) => row).join(", ")}] is ${value}`);
  }
}

function refuse(what: string, fault: string): never {
  throw new RangeError(
    `Cannot train on ${what}: ${fault}; leave such examples out or fill the gaps, as data.Imputer does ` +
      '(onNaN: "ignore" trains on them)',
  );
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
