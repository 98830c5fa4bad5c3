/** `jit.cond`: one of two functions, as a tensor decides. @module */

import { mapTree } from "../core/tree.ts";
import { isTaped, note } from "../engine/gradients/tape.ts";
import * as tf from "../engine/tf.ts";
import { isDifferentiable, tracing, withoutEffects } from "./control/part.ts";
import { requirePredicate } from "./control/predicate.ts";
import { requireSame, type TensorTree, tensorTree } from "./control/tensor_tree.ts";
import { traceCond } from "./control/traced_cond.ts";

const CONSTRUCT = "jit.cond()";

/**
 * Calls one of two functions, as a tensor decides: `jit.cond`.
 *
 * In a function that `jit` compiles both are traced, and one runs at each call; what they use from
 * around is theirs too. Outside of it the predicate is read and the one function called. Gradients
 * flow to all that the functions use; what the function that was taken does not use has gradient 0 in
 * compiled code, and outside of it if it is one of the operands.
 *
 * @param predicate A bool tensor without axes.
 * @param ifTrue Called if it holds. Returns a tree of tensors.
 * @param ifFalse Called if not. Returns a tree of the same structure, dtypes and shapes.
 * @param operands What both are given.
 * @returns What the function has returned, in new tensors.
 * @throws {TypeError} If the predicate is no such tensor, the results differ in structure, dtypes or
 * shapes, or a function assigns or makes a variable or disposes what was made outside.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const clip = jit((x: tf.Tensor, limit: tf.Scalar) => {
 *   const norm = tf.norm(x);
 *   return jit.cond(tf.greater(norm, limit), () => tf.mul(x, tf.div(limit, norm)), () => x);
 * });
 * assertEquals([...clip(tf.tensor1d([3, 4]), tf.scalar(10)).dataSync()], [3, 4]);
 * assertEquals([...clip(tf.tensor1d([30, 40]), tf.scalar(10)).dataSync()].map(Math.round), [6, 8]);
 * ```
 */
export function cond<Operands extends unknown[], Result>(
  predicate: tf.Tensor,
  ifTrue: (...operands: Operands) => Result,
  ifFalse: (...operands: Operands) => Result,
  ...operands: Operands
): Result {
  requirePredicate(predicate, CONSTRUCT, "the predicate");
  if (typeof ifTrue !== "function" || typeof ifFalse !== "function") {
    throw new TypeError(`Cannot run ${CONSTRUCT}: it wants a predicate and two functions`);
  }
  let result: TensorTree | undefined;
  const branch = (fn: (...operands: Operands) => Result) => () => {
    const made = tensorTree(fn(...operands), { construct: CONSTRUCT, root: "result" });
    if (result !== undefined) {
      requireSame(result, made, {
        construct: CONSTRUCT,
        rule: "both branches must return the same structure, dtypes and shapes",
      });
    }
    result ??= made;
    return [...made.tensors];
  };
  const given = differentiable(operands);
  const now = tracing();
  const tensors = now === undefined
    ? choose(predicate.dataSync()[0] ? branch(ifTrue) : branch(ifFalse), given)
    : traceCond(now, { predicate, branches: [branch(ifTrue), branch(ifFalse)], operands: given });
  return result!.with(tensors) as Result;
}

/** The results of the branch that is taken; they are new tensors. */
function choose(taken: () => tf.Tensor[], operands: readonly tf.Tensor[]): tf.Tensor[] {
  const results = tf.tidy(() => withoutEffects(CONSTRUCT, taken).map((tensor) => tf.clone(tensor)));
  if (isTaped()) linkOperands(operands, results);
  return results;
}

/** The tensors in a tree that a gradient can flow to. */
function differentiable(tree: unknown): tf.Tensor[] {
  const found: tf.Tensor[] = [];
  mapTree(tree, (leaf) => {
    if (leaf instanceof tf.Tensor && isDifferentiable(leaf)) found.push(leaf);
  });
  return found;
}

/** Lets operands that the branch has not used have gradient 0, as they have in compiled code. */
function linkOperands(operands: readonly tf.Tensor[], outputs: tf.Tensor[]): void {
  note({
    kernelName: CONSTRUCT,
    inputs: Object.fromEntries(operands.entries()),
    outputs,
    saved: [],
    gradient: () =>
      Object.fromEntries(
        operands.map(({ shape, dtype }, i) => [i, () => tf.zeros(shape, dtype)]),
      ),
  });
}
