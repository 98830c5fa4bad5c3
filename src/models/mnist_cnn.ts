/**
 * The convolutional network for 28 x 28 digits that introductions to TensorFlow train: three
 * convolutions with two poolings between them, then two dense layers; 93,322 parameters.
 *
 * @see {@link https://www.tensorflow.org/tutorials/images/cnn} for the same stack on CIFAR-10
 * @module
 */
import * as tf from "../engine/tf.ts";

/** What can be chosen about {@linkcode mnistCnn}. */
export interface MnistCnnOptions {
  /** Makes the initial weights repeatable; without it they differ from run to run. */
  readonly seed?: number;
  /** How many classes the last layer tells apart; 10 unless told. */
  readonly classes?: number;
}

/**
 * Builds the network, not compiled; `train.fit` does that.
 *
 * It answers with **logits**: the last layer has no softmax, so the loss must be told `fromLogits`
 * (`train.fit`'s own loss is). A softmax here and a loss from logits there would apply it twice,
 * which trains, but slowly and to wrong probabilities. `tf.softmax(logits)` gives probabilities.
 *
 * @param options Seed of the initial weights and number of classes.
 * @returns A model from `[batch, 28, 28, 1]` float32 in 0 to 1 to `[batch, classes]` logits. The caller
 *   disposes it.
 * @throws {RangeError} When classes is no integer of 2 or more, or the seed no safe integer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = models.mnistCnn({ seed: 1 });
 * assertEquals(model.countParams(), 93322);
 * model.dispose();
 * ```
 */
export function mnistCnn(options: MnistCnnOptions = {}): tf.Sequential {
  const { seed, classes = 10 } = options;
  if (!Number.isInteger(classes) || classes < 2) {
    throw new RangeError(
      `Cannot build the MNIST network: classes must be an integer of 2 or more, current value is ${classes}`,
    );
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new RangeError(
      `Cannot build the MNIST network: seed must be a safe integer, current value is ${seed}`,
    );
  }
  let layer = 0;
  // Keras's initialiser. Each layer draws from a seed of its own; tfjs takes a seed of 0 for none.
  const kernelInitializer = () => {
    layer += 1;
    return tf.initializers.glorotUniform(seed === undefined ? {} : { seed: seed * 16 + layer });
  };
  const convolution = (filters: number) =>
    ({
      filters,
      kernelSize: 3,
      activation: "relu",
      kernelInitializer: kernelInitializer(),
    }) as const;
  return tf.sequential({
    name: "mnist_cnn",
    layers: [
      tf.layers.conv2d({ ...convolution(32), inputShape: [28, 28, 1] }), // [batch, 26, 26, 32]
      tf.layers.maxPooling2d({ poolSize: 2 }), // [batch, 13, 13, 32]
      tf.layers.conv2d(convolution(64)), // [batch, 11, 11, 64]
      tf.layers.maxPooling2d({ poolSize: 2 }), // [batch, 5, 5, 64]
      tf.layers.conv2d(convolution(64)), // [batch, 3, 3, 64]
      tf.layers.flatten(), // [batch, 576]
      tf.layers.dense({
        units: 64,
        activation: "relu",
        kernelInitializer: kernelInitializer(),
      }), // [batch, 64]
      tf.layers.dense({ units: classes, kernelInitializer: kernelInitializer() }), // [batch, classes]
    ],
  });
}
