/**
 * Networks ready to train.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = models.mnistCnn();
 * assertEquals(model.outputs[0]?.shape, [null, 10]);
 * model.dispose();
 * ```
 *
 * @module
 */
export { mnistCnn, type MnistCnnOptions } from "./mnist_cnn.ts";
