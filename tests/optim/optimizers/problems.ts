/** Small problems for optimizers, and one of each. */

import * as tf from "../../../src/engine/tf.ts";
import * as train from "../../../src/train/mod.ts";

/** One of each optimizer, with rates at which a few steps show. */
export const OPTIMIZERS: Record<
  string,
  (options?: train.optimizers.OptimizerOptions) => train.optimizers.Optimizer
> = {
  sgd: (options) => train.sgd({ learningRate: 0.05, ...options }),
  "sgd, momentum": (options) =>
    train.sgd({ learningRate: 0.02, momentum: 0.9, nesterov: true, ...options }),
  rmsprop: (options) =>
    train.rmsprop({ learningRate: 0.02, centered: true, momentum: 0.5, ...options }),
  adagrad: (options) => train.adagrad({ learningRate: 0.2, ...options }),
  adadelta: (options) => train.adadelta({ learningRate: 1, ...options }),
  adam: (options) => train.adam({ learningRate: 0.05, amsgrad: true, ...options }),
  adamW: (options) => train.adamW({ learningRate: 0.05, weightDecay: 0.1, ...options }),
  nadam: (options) => train.nadam({ learningRate: 0.05, ...options }),
  adamax: (options) => train.adamax({ learningRate: 0.05, ...options }),
  adafactor: (options) => train.adafactor({ learningRate: 0.2, ...options }),
  lion: (options) => train.lion({ learningRate: 0.02, ...options }),
  lamb: (options) => train.lamb({ learningRate: 0.05, ...options }),
  muon: (options) => train.muon({ learningRate: 0.05, ...options }),
};

/** A linear layer with its weights. */
export interface Linear {
  readonly weights: tf.Variable[];
  loss(x: tf.Tensor): tf.Scalar;
  dispose(): void;
}

let made = 0;

/** A layer that is to learn `y = sum(x)` for three outputs; its names are its own. */
export function linear(prefix = `linear_${made++}`): Linear {
  const kernel = tf.tidy(() =>
    tf.variable(tf.tensor([0.5, -1, 0.25, 1, -0.5, 0.75], [2, 3]), true, `${prefix}/kernel`)
  );
  const bias = tf.tidy(() => tf.variable(tf.tensor([0.1, -0.2, 0.3]), true, `${prefix}/bias`));
  return {
    weights: [kernel, bias],
    loss: (x) =>
      tf.tidy(() => {
        const y = tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias);
        return tf.mean(tf.square(tf.sub(y, tf.sum(x, 1, true)))) as tf.Scalar;
      }),
    dispose: () => tf.dispose([kernel, bias]),
  };
}

/** Examples, other ones for each seed. */
export function batch(seed: number, size = 4): tf.Tensor2D {
  const values = Array.from({ length: 2 * size }, (_, i) => Math.sin((i + 1) * (seed + 1.3)) * 2);
  return tf.tensor2d(values, [size, 2]);
}

/** Numbers in tensors. */
export function valuesOf(tensors: readonly tf.Tensor[]): number[] {
  return tensors.flatMap((tensor) => Array.from(tensor.dataSync()));
}
