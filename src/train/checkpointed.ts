/**
 * Activations that are computed again instead of kept.
 *
 * @module
 */

import { runCheckpointed } from "../engine/gradients/checkpointed.ts";
import type * as tf from "../engine/tf.ts";
import { onceKnown, rememberDraws } from "../jit/noted_again.ts";

/**
 * A function whose activations are not kept for its gradient: it is run again on the way back, so that
 * memory holds those of one such function at a time (Chen et al., https://arxiv.org/abs/1604.06174).
 * Values and gradients are the same to the last bit, dropout included; in compiled functions that holds
 * for each op, and TensorFlow may put ops together otherwise. It takes about a third longer. On a CPU it
 * saves nothing in what XLA compiles as a whole (`jit` with `xla: true`).
 *
 * @param fn From tensors to a tensor. It may use variables; other tensors that change must be arguments.
 *   It must not assign variables, as batch normalization does in training: it would do so twice.
 * @returns The same function.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const block = (x: tf.Tensor) => tf.tanh(tf.square(x)) as tf.Tensor;
 * const gradient = (f: typeof block) => tf.grad(f)(tf.tensor1d([0.5, 1])).dataSync();
 * assertEquals(gradient(train.checkpointed(block)), gradient(block));
 * ```
 */
export function checkpointed<Xs extends tf.Tensor[]>(
  fn: (...xs: Xs) => tf.Tensor,
): (...xs: Xs) => tf.Tensor {
  return (...xs) =>
    runCheckpointed(fn as (...xs: tf.Tensor[]) => tf.Tensor, xs, {
      ...rememberDraws(),
      inputs: onceKnown,
    });
}

/**
 * Lets a layer of a model compute its activations again instead of keeping them; see
 * {@linkcode checkpointed}.
 *
 * @param layer A layer, or a model as a layer, with one input and one output; without batch
 *   normalization.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const layer = tf.layers.dense({ units: 2, inputShape: [2], activation: "tanh" });
 * train.checkpointLayer(layer);
 * const model = tf.sequential({ layers: [layer] });
 * const outputs = await train.predict(model, tf.zeros([1, 2]));
 * assertEquals(outputs.dataSync(), new Float32Array(2));
 * model.dispose();
 * ```
 */
export function checkpointLayer(layer: tf.layers.Layer): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const [x, ...more] = Array.isArray(inputs) ? inputs : [inputs];
    if (x === undefined || more.length > 0) {
      throw new TypeError(
        `Cannot compute the activations of "${layer.name}" again: it must have one input`,
      );
    }
    return checkpointed((x) => {
      const y = call(x, kwargs);
      return Array.isArray(y) ? y[0]! : y;
    })(x);
  };
}
