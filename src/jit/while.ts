/** `jit.while`: a function again and again, as long as a tensor says so. @module */

import * as tf from "../engine/tf.ts";
import type { Trace } from "./trace.ts";
import { ChildTrace } from "./control/child_trace.ts";
import { COUNT, integer, type LoopCondition } from "./control/loop.ts";
import { whileOnceMore } from "./control/loop_again.ts";
import { tracePart, type Tracing, tracing, withoutEffects } from "./control/part.ts";
import { requirePredicate } from "./control/predicate.ts";
import { typeOf } from "./control/tensor_list.ts";
import { requireSame, type TensorTree, tensorTree } from "./control/tensor_tree.ts";
import { type LoopInputs, traceLoop } from "./control/traced_loop.ts";
import { ConstructSeed, turnSeed } from "./control/turn_seed.ts";

/** How `jit.while` goes on. */
export interface WhileOptions {
  /**
   * Turns after which it ends, whatever the condition says. Gradients through XLA need it: what is
   * saved for them has its place before the first turn. Default: no end.
   */
  readonly maxIterations?: number;
}

/** The condition or the body of a loop, on tensors in a row. */
type Flat<T> = (state: readonly tf.Tensor[]) => T;

const CONSTRUCT = "jit.while()";

/**
 * Calls `body` again and again, as long as a tensor says so: `jit.while`.
 *
 * In a function that `jit` compiles condition and body are traced once, and the loop runs in
 * TensorFlow; outside of it it is one of JavaScript. Gradients flow to the state and to all that the
 * body uses; on the way each turn saves what its gradient needs.
 *
 * @param condition Is given the state; returns a bool tensor without axes.
 * @param body Is given the state; returns the next one, of the same structure, dtypes and shapes.
 * @param state The first state, a tree of tensors.
 * @param options The most turns, which gradients need with `xla: true`, and gradients of gradients.
 * @returns The last state, in new tensors.
 * @throws {TypeError} If the body returns another structure, dtype or shape, the condition no such
 * tensor, or one of them assigns or makes a variable or disposes what was made outside.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const root = jit((x: tf.Tensor) =>
 *   jit.while(
 *     (y) => tf.greater(tf.abs(tf.sub(tf.square(y), x)), 1e-4),
 *     (y) => tf.mul(0.5, tf.add(y, tf.div(x, y))),
 *     x,
 *   )
 * );
 * assertEquals(root(tf.scalar(49)).dataSync()[0]!.toFixed(4), "7.0000");
 * ```
 */
export function whileLoop<State>(
  condition: (state: State) => tf.Tensor,
  body: (state: State) => State,
  state: State,
  { maxIterations }: WhileOptions = {},
): State {
  if (typeof condition !== "function" || typeof body !== "function") {
    throw new TypeError(`Cannot run ${CONSTRUCT}: it wants two functions, a condition and a body`);
  }
  if (maxIterations !== undefined && !(Number.isInteger(maxIterations) && maxIterations >= 0)) {
    throw new RangeError(
      `Cannot run ${CONSTRUCT}: maxIterations must be an integer from 0, current value is ` +
        maxIterations,
    );
  }
  const start = tensorTree(state, { construct: CONSTRUCT, root: "state" });
  const goesOn: Flat<tf.Tensor> = (tensors) =>
    requirePredicate(
      condition(start.with(tensors) as State),
      CONSTRUCT,
      "what the condition returns",
    );
  const turn: Flat<tf.Tensor[]> = (tensors) => {
    const next = tensorTree(body(start.with(tensors) as State), {
      construct: CONSTRUCT,
      root: "state",
    });
    requireSame(start, next, {
      construct: CONSTRUCT,
      rule: "the body must return the state in the structure, dtypes and shapes that it was given",
    });
    return [...next.tensors];
  };
  const now = tracing();
  const limit = maxIterations ?? null;
  const tensors = now === undefined || limit === 0
    ? turnByTurn({ goesOn, turn }, start, limit)
    : traceLoop(now, {
      construct: CONSTRUCT,
      name: "while",
      carry: start.tensors,
      xs: [],
      reverse: false,
      turn,
      turns: null,
      limit,
      condition: (around, inputs) => traceCondition(now, { goesOn, limit, around, inputs }),
      onceMore: whileOnceMore,
    });
  return start.with(tensors) as State;
}

/** The state after the turns; new tensors. */
function turnByTurn(
  { goesOn, turn }: { goesOn: Flat<tf.Tensor>; turn: Flat<tf.Tensor[]> },
  { tensors }: TensorTree,
  limit: number | null,
): tf.Tensor[] {
  return tf.tidy(() => {
    let state = tensors.map((tensor) => tf.clone(tensor));
    for (let done = 0; done < (limit ?? Infinity); done++) {
      const before = state;
      const decides = tf.tidy(() => withoutEffects(CONSTRUCT, () => tf.clone(goesOn(before))));
      const [more] = decides.dataSync();
      decides.dispose();
      if (!more) break;
      state = tf.tidy(() =>
        withoutEffects(CONSTRUCT, () => turn(before)).map((tensor) => tf.clone(tensor))
      );
      tf.dispose(before);
    }
    return state;
  });
}

/** Traces the condition. */
function traceCondition(
  { backend }: Tracing,
  { goesOn, limit, around, inputs }: {
    goesOn: Flat<tf.Tensor>;
    limit: number | null;
    around: Trace;
    inputs: LoopInputs;
  },
): LoopCondition {
  const seed = new ConstructSeed(around);
  const trace: ChildTrace = new ChildTrace(around, {
    construct: CONSTRUCT,
    makeSeed: (part) => turnSeed(part, seed.in(part), counter),
  });
  const counter = trace.addSlot(COUNT);
  const state = inputs.carry.map((_, i) => trace.addSlot(typeOf(around, inputs.starts[i]!)));
  const { outputs: [decides] } = tracePart(backend, trace, {
    construct: CONSTRUCT,
    given: state,
    run: (standIns) => [goesOn(standIns)],
  });
  let result = decides!;
  if (limit !== null) {
    trace.execute("Less", [], [counter, integer(trace, limit)], 1);
    trace.execute("LogicalAnd", [], [result, trace.outputs[0]!], 1);
    result = trace.outputs[0]!;
  }
  return {
    trace,
    inputs: new Map([
      [inputs.counter, trace.outputOf(counter)],
      ...inputs.carry.map((input, i) => [input, trace.outputOf(state[i]!)] as const),
    ]),
    result: trace.outputOf(result),
  };
}
