/**
 * `jit` with the functions that belong to it.
 *
 * @module
 */

import { cond } from "./cond.ts";
import { dataParallel } from "./data_parallel.ts";
import { explain } from "./explain.ts";
import { compile, type JitFunction, type JitOptions } from "./jit.ts";
import { scan } from "./scan.ts";
import { whileLoop } from "./while.ts";

/** The type of {@linkcode jit}. */
export interface Jit {
  /** Compiles a function. */
  <Args extends unknown[], Result>(
    fn: (...args: Args) => Result,
    options?: JitOptions,
  ): JitFunction<Args, Result>;
  /** Says what a function does, and how long each part takes; see {@linkcode explain}. */
  explain: typeof explain;
  /** Calls one of two functions, as a tensor decides; see {@linkcode cond}. */
  cond: typeof cond;
  /** Calls a function again and again, as long as a tensor says so; see {@linkcode whileLoop}. */
  while: typeof whileLoop;
  /** Calls a function along an axis, with something carried on; see {@linkcode scan}. */
  scan: typeof scan;
  /** Gives parts of a batch to a function side by side; see {@linkcode dataParallel}. */
  dataParallel: typeof dataParallel;
}

/**
 * Compiles a function of tensors: its ops become one graph, which TensorFlow optimises and runs as one
 * call.
 *
 * The function is traced at its first call: it runs once with stand-ins for its tensors. Tensors in
 * (nested arrays and objects of) the arguments are inputs; everything else, numbers and texts and
 * models, is part of the trace, and another value makes another trace, as do another shape or dtype.
 * Variables are read at each call, and those that the function assigns are updated in place, an
 * optimizer's too. Random ops draw other numbers at each call. What the function does in JavaScript
 * besides, such as printing, happens while it is traced only. Reading a value is an error there.
 *
 * A variable that the function makes, as an optimizer does its moments, is made by the first call.
 * If the function throws while it is traced, everything is as before the call but for these.
 *
 * A call on the tape of `tf.grad` or `optimizer.minimize` outside of `jit`, calls on the engines wasm
 * and cpu, and calls in tfjs's debug mode run the function as it is.
 *
 * @param fn The function, not async; it gets and returns trees of tensors.
 * @param options Seed, XLA and the rest.
 * @returns A function like `fn`. The tensors that it returns are the caller's.
 * @throws {TypeError} At a call, if the function reads a value while it is traced, is async, disposes
 * what was made outside of it, or uses an op whose result has no fixed shape.
 * @throws {RangeError} At a call, if it calls itself without end.
 * @throws {Error} At a call, if a tensor or variable that it uses has been disposed, or a `run()` that
 * has not ended uses a variable that one of the two changes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(4));
 * const optimizer = tf.train.sgd(0.25);
 * const step = jit((x: tf.Tensor) =>
 *   optimizer.minimize(() => tf.square(tf.sub(weight, x)), true, [weight])!
 * );
 * const loss = step(tf.scalar(2));
 * assertEquals(loss.dataSync()[0], 4);
 * assertEquals(weight.dataSync()[0], 3);
 * ```
 */
export const jit: Jit = Object.assign(
  <Args extends unknown[], Result>(fn: (...args: Args) => Result, options?: JitOptions) =>
    compile(fn, options),
  { explain, cond, while: whileLoop, scan, dataParallel },
);
