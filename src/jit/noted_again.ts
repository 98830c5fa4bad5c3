/**
 * Ops that are noted a second time, to be run again instead of kept.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { currentTrace } from "./current_trace.ts";
import { generator } from "../core/permutation.ts";
import { behindBarrier } from "./xla_barrier.ts";
import { functionDevice } from "./xla_policy.ts";

/** Runs something so that what it draws at random can be drawn again. */
export interface Again {
  /** Runs `fn`, the first time or again: it draws the same each time. */
  run<T>(fn: () => T): T;
}

/** What draws from here on can be repeated. */
export function rememberDraws(): Again {
  const trace = currentTrace();
  if (trace !== undefined) {
    const { draws } = trace;
    return { run: (fn) => trace.drawAgain(draws, fn) };
  }
  const seed = Math.floor(Math.random() * 2 ** 32);
  return { run: (fn) => withRandom(generator([seed]), fn) };
}

/** Outside of traces tfjs draws in JavaScript, with seeds from here unless it is given others. */
function withRandom<T>(next: () => number, fn: () => T): T {
  const { random } = Math;
  Math.random = () => next() / 4294967296;
  try {
    return fn();
  } finally {
    Math.random = random;
  }
}

/**
 * The tensors as they are once `after` is known: what a trace notes of them is run then and not before,
 * and TensorFlow does not take it for what was noted of the tensors themselves. Outside of a trace the
 * tensors themselves.
 */
export function onceKnown(tensors: readonly tf.Tensor[], after: tf.Tensor): tf.Tensor[] {
  const trace = currentTrace();
  if (trace === undefined) return [...tensors];
  const backend = tf.backend() as TensorflowBackend;
  // On CPUs XLA takes barriers away before it looks for what is computed twice.
  if (trace.xla && functionDevice(trace).type === "GPU") {
    return behindBarrier(trace, backend, { tensors, after });
  }
  const { operation: behind } = trace.outputOf(backend.handleOf(after));
  return tensors.map((tensor) => {
    const handle = backend.handleOf(tensor);
    const operation = trace.addNode("Identity", {
      attrs: [],
      inputs: [trace.outputOf(handle)],
      controlInputs: [behind],
    });
    const again = trace.enter({ operation, index: 0 }, "Identity", [handle]);
    const shape = [...tensor.shape];
    return backend.fromKnown(again, { shape, dtype: trace.dtype(again) }) as tf.Tensor;
  });
}
