/**
 * Losses.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const logits = tf.tensor2d([[9, 0], [0, 9]]);
 * assert(nn.sparseCategoricalCrossentropy(tf.tensor1d([0, 1], "int32"), logits).dataSync()[0]! < 1e-3);
 * ```
 *
 * @module
 */
export { sparseCategoricalCrossentropy } from "./losses/sparse_categorical_crossentropy.ts";
