/**
 * `tidy` for code that waits: a scope that ends with its block.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";

/**
 * A memory scope that `using` ends: tensors made in it are disposed, the kept ones excepted.
 *
 * `tf.tidy` takes a synchronous function only; a scope may hold `await` as long as no other code
 * makes tensors meanwhile.
 */
export class Scope implements Disposable {
  readonly #depth: number;
  #ended = false;

  /** Starts the scope. */
  constructor() {
    tfjs.engine().startScope("scope");
    this.#depth = tfjs.engine().state.scopeStack.length;
  }

  /** Lets tensors outlive the scope; whoever keeps them disposes them. */
  keep<T extends tfjs.TensorContainer>(tensors: T): T {
    for (const tensor of tfjs.tensor_util.getTensorsInContainer(tensors)) tfjs.keep(tensor);
    return tensors;
  }

  /**
   * Ends the scope.
   *
   * @throws {Error} If a scope that was started inside this one has not ended.
   */
  [Symbol.dispose](): void {
    if (this.#ended) return;
    const open = tfjs.engine().state.scopeStack.length;
    if (open !== this.#depth) {
      const state = open > this.#depth
        ? `${open - this.#depth} scopes inside it are still open`
        : "a scope around it has ended before it";
      throw new Error(
        `Cannot end a scope: ${state}; do not run two pieces of code with scopes at the same time`,
      );
    }
    this.#ended = true;
    tfjs.engine().endScope();
  }
}

/**
 * Starts a memory scope, for `using`; see {@linkcode Scope}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * await tf.ready();
 * const before = tf.memory().numTensors;
 * {
 *   using scope = engine.scope();
 *   const mean = scope.keep(tf.tensor([1, 2, 3]).mul(2).mean());
 *   assertEquals((await mean.data())[0], 4);
 *   mean.dispose();
 * }
 * assertEquals(tf.memory().numTensors, before);
 * ```
 */
export function scope(): Scope {
  return new Scope();
}
