/**
 * Branches and loops on tfjs's tape, as one op each.
 *
 * @module
 */

import { note } from "../../engine/gradients/tape.ts";
import type * as tf from "../../engine/tf.ts";
import type { Trace } from "../trace.ts";
import { tensorAt, tracing } from "./part.ts";

/** A construct whose gradients can be asked for. */
export interface TapedConstruct {
  /** What it is, as errors call it. */
  readonly construct: string;
  /** What it was given, and what it took from around. */
  readonly inputs: readonly tf.Tensor[];
  readonly outputs: readonly tf.Tensor[];
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
}

/** Notes a construct on the tape. */
export function noteConstruct({ construct, inputs, outputs, back }: TapedConstruct): void {
  note({
    kernelName: construct,
    inputs: Object.fromEntries(inputs.entries()),
    outputs: [...outputs],
    saved: [],
    gradient: (dys, names) => {
      const now = tracing();
      if (now === undefined) {
        throw new Error(`Internal: the gradient of ${construct} left the trace that it belongs to`);
      }
      const given = dys.map((dy) => dy === undefined ? undefined : now.backend.handleOf(dy));
      const wanted = names.map(Number);
      const handles = back(now.trace, given, wanted);
      return Object.fromEntries(names.map((name, i) => [name, () => tensorAt(now, handles[i]!)]));
    },
  });
}
