/**
 * Padding arguments to a few lengths, so that a function of inputs of any length has few traces.
 *
 * @module
 */

import { mapTree } from "../core/tree.ts";
import * as tf from "../engine/tf.ts";

/** An axis whose length varies from call to call. */
export interface Bucket {
  /** Which argument, counted from 0; all tensors in it are padded. */
  readonly argument: number;
  /** Which axis of these tensors. Default: 0. */
  readonly axis?: number;
  /** Lengths to pad to, ascending; a longer axis is an error. Default: the powers of two. */
  readonly sizes?: readonly number[];
  /** What the tensors are padded with; the function must know or not care. Default: 0. */
  readonly value?: number;
  /** Axis of all results that is as long as the padded one, and is cut to the real length. */
  readonly resultAxis?: number;
}

/** Arguments padded to the lengths of their buckets. */
export interface Padded {
  readonly args: readonly unknown[];
  /** Tensors that were made for it. */
  readonly made: readonly tf.Tensor[];
  /** Cuts a result to the real length; the padded tensors are disposed. */
  cut(result: unknown): unknown;
}

/** Pads `args` as `buckets` say. */
export function pad(args: readonly unknown[], buckets: readonly Bucket[]): Padded {
  const made: tf.Tensor[] = [];
  const cuts: { axis: number; from: number; to: number }[] = [];
  const padded = [...args];
  try {
    for (const bucket of buckets) {
      const { argument, axis = 0, resultAxis } = bucket;
      if (!(argument in padded)) {
        throw new RangeError(
          `Cannot pad argument ${argument}: the call has ${args.length} arguments, counted from 0`,
        );
      }
      padded[argument] = mapTree(padded[argument], (leaf) => {
        if (!(leaf instanceof tf.Tensor) || leaf instanceof tf.Variable) return leaf;
        const length = leaf.shape[axis];
        if (length === undefined) {
          throw new RangeError(
            `Cannot pad argument ${argument}: its tensor [${leaf.shape}] has no axis ${axis}`,
          );
        }
        const to = bucketFor(length, bucket);
        if (to === length) return leaf;
        if (resultAxis !== undefined) cuts.push({ axis: resultAxis, from: to, to: length });
        const longer = padAxis(leaf, { axis, by: to - length, value: bucket.value ?? 0 });
        made.push(longer);
        return longer;
      });
    }
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
  return { args: padded, made, cut: (result) => cutTo(result, cuts) };
}

/** The length to which an axis is padded. */
function bucketFor(length: number, { argument, sizes }: Bucket): number {
  if (sizes === undefined) return length <= 1 ? length : 2 ** Math.ceil(Math.log2(length));
  const size = sizes.find((size) => size >= length);
  if (size === undefined) {
    throw new RangeError(
      `Cannot pad argument ${argument}: its length is ${length} and the largest bucket ` +
        `${Math.max(...sizes)}; give larger sizes, or shorter inputs`,
    );
  }
  return size;
}

function padAxis(
  tensor: tf.Tensor,
  { axis, by, value }: { axis: number; by: number; value: number },
): tf.Tensor {
  return tf.pad(tensor, tensor.shape.map((_, i) => i === axis ? [0, by] : [0, 0]), value);
}

function cutTo(
  result: unknown,
  cuts: readonly { axis: number; from: number; to: number }[],
): unknown {
  if (cuts.length === 0) return result;
  return mapTree(result, (leaf) => {
    if (!(leaf instanceof tf.Tensor) || leaf instanceof tf.Variable) return leaf;
    const size = (leaf.shape as number[]).map((length, axis) =>
      cuts.find((cut) => cut.axis === axis && cut.from === length)?.to ?? length
    );
    if (size.every((length, axis) => length === leaf.shape[axis])) return leaf;
    const shorter = tf.slice(leaf, size.map(() => 0), size);
    leaf.dispose();
    return shorter;
  });
}

/** Checks buckets when a function is compiled. */
export function checkBuckets(buckets: readonly Bucket[]): void {
  for (const { argument, axis = 0, sizes, resultAxis = 0 } of buckets) {
    for (const [name, value] of Object.entries({ argument, axis, resultAxis })) {
      if (Number.isInteger(value) && value >= 0) continue;
      throw new RangeError(
        `Cannot compile: a bucket's ${name} must be an integer from 0, current value is ${value}`,
      );
    }
    if (sizes === undefined) continue;
    const ascends = sizes.every((size, i) =>
      Number.isInteger(size) && size > (i === 0 ? 0 : sizes[i - 1]!)
    );
    if (sizes.length > 0 && ascends) continue;
    throw new RangeError(
      `Cannot compile: a bucket's sizes must be positive integers, each larger than the one ` +
        `before, current value is [${sizes}]`,
    );
  }
}
