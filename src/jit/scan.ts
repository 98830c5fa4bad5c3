/** `jit.scan`: a function along an axis, with something carried from turn to turn. @module */

import { scanInBlocks } from "./control/scan_blocks.ts";
import { type FlatTurn, scanFlat } from "./control/scan_flat.ts";
import { describe, requireSame, type TensorTree, tensorTree } from "./control/tensor_tree.ts";

/** How `jit.scan` goes along. */
export interface ScanOptions {
  /** Number of turns. Default: the length of the first axis of `xs`. */
  readonly length?: number;
  /** Whether to go from the end to the beginning. Default: false. */
  readonly reverse?: boolean;
  /**
   * How often a turn of the compiled loop calls the function: more make a larger graph with fewer
   * turns to organise. Default: 1.
   */
  readonly unroll?: number;
}

/** A turn of a scan: of what is carried and a part of `xs` it makes what is carried on and a part of `ys`. */
export type ScanTurn<Carry, X, Y> = (carry: Carry, x: X) => readonly [Carry, Y];

const CONSTRUCT = "jit.scan()";

/**
 * Goes along the first axis of `xs` and carries something from turn to turn: `jit.scan`, in the
 * manner of JAX's `lax.scan`.
 *
 * In a function that `jit` compiles the function is traced once, however many turns there are, and
 * the loop runs in TensorFlow; outside of it it is one of JavaScript. Gradients flow to the carry, to
 * `xs` and to all that the function uses; on the way each turn saves what its gradient needs.
 *
 * @param fn Is given the carry and a part of `xs`; returns the next carry, of the same structure,
 * dtypes and shapes, and what it leaves, or null.
 * @param carry The first carry, a tree of tensors.
 * @param xs A tree of tensors whose first axes have one length, or null with the option `length`.
 * @param options Number of turns, direction, and turns at once.
 * @returns The last carry, and what the turns have left, stacked along a new first axis; new tensors.
 * @throws {TypeError} If the lengths differ, the function returns another structure, dtype or shape,
 * or assigns or makes a variable or disposes what was made outside.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const decay = tf.scalar(0.5);
 * const smooth = jit((xs: tf.Tensor) =>
 *   jit.scan(
 *     (mean: tf.Tensor, x: tf.Tensor) => {
 *       const next = tf.add(tf.mul(mean, decay), tf.mul(x, tf.sub(1, decay)));
 *       return [next, next];
 *     },
 *     tf.zeros([]),
 *     xs,
 *   )
 * );
 * const [last, means] = smooth(tf.tensor1d([4, 8, 8]));
 * assertEquals([...means.dataSync()], [2, 5, 6.5]);
 * assertEquals(last.dataSync()[0], 6.5);
 * ```
 */
export function scan<Carry, X, Y>(
  fn: ScanTurn<Carry, X, Y>,
  carry: Carry,
  xs: X,
  options: ScanOptions = {},
): [Carry, Y] {
  if (typeof fn !== "function") {
    throw new TypeError(`Cannot run ${CONSTRUCT}: it must be given a function, not ${String(fn)}`);
  }
  const start = tensorTree(carry, { construct: CONSTRUCT, root: "carry" });
  const read = tensorTree(xs, { construct: CONSTRUCT, root: "xs" });
  const length = lengthOf(read, options.length);
  const { unroll = 1, reverse = false } = options;
  if (!(Number.isInteger(unroll) && unroll >= 1)) {
    throw new RangeError(
      `Cannot run ${CONSTRUCT}: unroll must be a positive integer, current value is ${unroll}`,
    );
  }
  let left: TensorTree | undefined;
  const turn: FlatTurn = (state, x) => {
    const returned: unknown = fn(start.with(state) as Carry, read.with(x) as X);
    if (!Array.isArray(returned) || returned.length !== 2) {
      throw new TypeError(
        `Cannot run ${CONSTRUCT}: the function must return [carry, y], a list of 2`,
      );
    }
    const next = tensorTree(returned[0], { construct: CONSTRUCT, root: "carry" });
    requireSame(start, next, {
      construct: CONSTRUCT,
      rule:
        "the function must return the carry in the structure, dtypes and shapes that it was given",
    });
    const y = tensorTree(returned[1], { construct: CONSTRUCT, root: "y" });
    if (left !== undefined) {
      const rule = "each turn must return y in the same structure, dtypes and shapes";
      requireSame(left, y, { construct: CONSTRUCT, rule });
    }
    left = y;
    return [...next.tensors, ...y.tensors];
  };
  const given = { carry: start.tensors, xs: read.tensors };
  const tensors = unroll === 1
    ? scanFlat(turn, given, { length, reverse })
    : scanInBlocks(turn, given, { length, reverse, unroll });
  const carried = start.tensors.length;
  return [
    start.with(tensors.slice(0, carried)) as Carry,
    left!.with(tensors.slice(carried)) as Y,
  ];
}

/** Number of turns. */
function lengthOf({ tensors, names }: TensorTree, length: number | undefined): number {
  if (length !== undefined && !(Number.isInteger(length) && length >= 0)) {
    throw new RangeError(
      `Cannot run ${CONSTRUCT}: length must be an integer from 0, current value is ${length}`,
    );
  }
  const [first] = tensors;
  if (first === undefined) {
    if (length !== undefined) return length;
    throw new TypeError(
      `Cannot run ${CONSTRUCT}: xs has no tensor that tells the number of turns; give length`,
    );
  }
  const wanted = length ?? first.shape[0];
  const why = length === undefined ? `that of ${names[0]}` : "the option length";
  tensors.forEach((tensor, i) => {
    if (tensor.rank === 0) {
      throw new TypeError(
        `Cannot run ${CONSTRUCT}: ${names[i]} is ${describe(tensor)} and has no axis to go along`,
      );
    }
    if (tensor.shape[0] !== wanted) {
      throw new TypeError(
        `Cannot run ${CONSTRUCT}: ${names[i]} is ${describe(tensor)}; its first axis must have ` +
          `length ${wanted}, ${why}`,
      );
    }
  });
  return wanted!;
}
