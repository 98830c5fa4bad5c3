/** `tf.multinomial`, also inside a trace. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { drawNow } from "./guard.ts";
import { tracingBackend } from "./tracing.ts";

/**
 * Draws from categories whose logits or, if `normalized`, probabilities are given; see `multinomial`
 * of tfjs.
 *
 * In a function that `jit` compiles the categories are drawn anew at each call, unless `seed` is
 * given and not 0: then they are those that the seed gives without `jit`, at each call the same.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { jit, tf } from "tensaur";
 *
 * await tf.ready();
 * const draw = jit((logits: tf.Tensor1D) => tf.multinomial(logits, 100), { seed: 1 });
 * const categories = draw(tf.tensor1d([0, 5]));
 * assert(tf.mean(categories).dataSync()[0]! > 0.9);
 * ```
 */
export function multinomial(
  logits: tfjs.Tensor1D | tfjs.Tensor2D | tfjs.TensorLike,
  numSamples: number,
  seed?: number,
  normalized = false,
): tfjs.Tensor1D | tfjs.Tensor2D {
  if (tracingBackend() === null || seed) {
    return drawNow(() => tfjs.multinomial(logits, numSamples, seed, normalized));
  }
  return tfjs.tidy(() => {
    const given = logits instanceof tfjs.Tensor ? logits : tfjs.tensor(logits);
    if (given.rank < 1 || given.rank > 2 || given.size < 2) {
      throw new TypeError(
        "Cannot draw with tf.multinomial(): logits must be [outcomes] or [batch, outcomes] with at " +
          `least 2 elements, current shape is [${given.shape}]`,
      );
    }
    const rows = given.rank === 1 ? given.reshape([1, -1]) : given;
    // Without a seed the kernel asks the trace for one.
    const attrs = { numSamples, normalized };
    const drawn: tfjs.Tensor = tfjs.engine().runKernel("Multinomial", { logits: rows }, attrs);
    return (given.rank === 1 ? drawn.reshape([drawn.size]) : drawn) as tfjs.Tensor2D;
  });
}
