/** What XLA must not take for something that was computed before. @module */

import type { TensorflowBackend } from "../engine/backend.ts";
import type * as tf from "../engine/tf.ts";
import type { Trace } from "./trace.ts";

/**
 * The tensors as they are once `after` is known.
 *
 * XLA knows no order of ops but that of their inputs, and takes for one what is computed of the same. What
 * comes out of a barrier it takes for something else, known when all is that goes in; JAX's
 * `jax.checkpoint` has it that way.
 */
export function behindBarrier(
  trace: Trace,
  backend: TensorflowBackend,
  { tensors, after }: { readonly tensors: readonly tf.Tensor[]; readonly after: tf.Tensor },
): tf.Tensor[] {
  const given = [after, ...tensors].map((tensor) => backend.handleOf(tensor));
  const operation = trace.addNode("XlaOptimizationBarrier", {
    attrs: [],
    inputs: given.map((handle) => trace.outputOf(handle)),
  });
  return tensors.map(({ shape }, i) => {
    const type = { dtype: trace.dtype(given[i + 1]!), shape: [...shape] };
    const again = trace.enterKnown({ operation, index: i + 1 }, type);
    return backend.fromKnown(again, type) as tf.Tensor;
  });
}
