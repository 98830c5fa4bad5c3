/** `jit.cond`: one of two functions, as a tensor decides. @module */

import * as tf from "../engine/tf.ts";
import { tracing, withoutEffects } from "./control/part.ts";
import { requirePredicate } from "./control/predicate.ts";
import { requireSame, type TensorTree, tensorTree } from "./control/tensor_tree.ts";
import { traceCond } from "./control/traced_cond.ts";

const CONSTRUCT = "jit.cond()";

/** Calls one of two functions; see `jit.cond` in this folder's `namespace.ts`. */
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
  const now = tracing();
  const tensors = now === undefined
    ? choose(predicate, branch(ifTrue), branch(ifFalse))
    : traceCond(now, predicate, [branch(ifTrue), branch(ifFalse)]);
  return result!.with(tensors) as Result;
}

/** The results of the branch that is taken; they are new tensors. */
function choose(
  predicate: tf.Tensor,
  ifTrue: () => tf.Tensor[],
  ifFalse: () => tf.Tensor[],
): tf.Tensor[] {
  const taken = predicate.dataSync()[0] ? ifTrue : ifFalse;
  return tf.tidy(() => withoutEffects(CONSTRUCT, taken).map((tensor) => tf.clone(tensor)));
}
