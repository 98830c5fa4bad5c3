/**
 * Branches and loops on tfjs's tape, as one op each.
 *
 * @module
 */

import { copiesForTape, gradientDepth, isTaped, note } from "../../engine/gradients/tape.ts";
import type * as tf from "../../engine/tf.ts";
import type { Trace } from "../trace.ts";
import { isDifferentiable, tensorAt, type Tracing, tracing } from "./part.ts";

/** A construct whose gradients can be asked for. */
export interface TapedConstruct {
  /** What it is, as errors call it. */
  readonly construct: string;
  /** What it was given, and what it took from around. */
  readonly inputs: readonly tf.Tensor[];
  readonly outputs: readonly tf.Tensor[];
  /** All that its functions use. */
  readonly used: readonly tf.Tensor[];
  /**
   * Adds the way back to a trace.
   *
   * @param dys Handles of the gradients of the outputs, undefined where none flows.
   * @param wanted Which inputs' gradients are wanted.
   * @returns Handles of these, in their order.
   */
  readonly back: (
    into: Trace,
    dys: readonly (bigint | undefined)[],
    wanted: readonly number[],
  ) => bigint[];
  /**
   * The same as tensors that can be differentiated: the functions are called again for them. `back`
   * computes less.
   */
  readonly again: (
    now: Tracing,
    dys: readonly (tf.Tensor | undefined)[],
    wanted: readonly number[],
  ) => tf.Tensor[];
}

/** Notes a construct on the tape. */
export function noteConstruct(
  { construct, inputs, outputs, used, back, again }: TapedConstruct,
): void {
  const needed = [...new Set([...inputs, ...used])];
  note({
    kernelName: construct,
    inputs: Object.fromEntries(inputs.entries()),
    outputs: [...outputs],
    // Only a gradient inside another one can be wanted a gradient of.
    saved: gradientDepth() > 1 ? copiesForTape(needed) : [],
    gradient: (dys, linked) => {
      // What it was given of integers is linked perhaps, and has no gradient.
      const names = linked.filter((name) => isDifferentiable(inputs[Number(name)]!));
      const now = tracing();
      if (now === undefined) {
        throw new Error(`Internal: the gradient of ${construct} left the trace that it belongs to`);
      }
      const wanted = names.map(Number);
      if (isTaped()) {
        const found = revived(needed, () => again(now, dys, wanted));
        return Object.fromEntries(names.map((name, i) => [name, () => found[i]!]));
      }
      const given = dys.map((dy) => dy === undefined ? undefined : now.backend.handleOf(dy));
      const handles = back(now.trace, given, wanted);
      return Object.fromEntries(names.map((name, i) => [name, () => tensorAt(now, handles[i]!)]));
    },
  });
}

/** Lets functions use tensors that were disposed since, and that the tape has copies of. */
function revived<T>(tensors: readonly tf.Tensor[], fn: () => T): T {
  const flags = tensors.filter((tensor) => tensor.isDisposed) as unknown as DisposedFlag[];
  for (const tensor of flags) tensor.isDisposedInternal = false;
  try {
    return fn();
  } finally {
    for (const tensor of flags) tensor.isDisposedInternal = true;
  }
}

/** What tfjs's declarations hide of a tensor. */
interface DisposedFlag {
  isDisposedInternal: boolean;
}
