/**
 * Losses of probabilities that can be told the logits instead.
 *
 * A probability that float32 rounds to 0 or 1 has lost what it was made of: its logarithm is cut off, and
 * what is cut off has no gradient. As Keras does, cross entropy is therefore computed of what went into
 * the last softmax or sigmoid, where training can see that.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import {
  binaryCrossentropy,
  type BinaryCrossentropyOptions,
} from "../nn/losses/binary_crossentropy.ts";
import {
  categoricalCrossentropy,
  type CategoricalCrossentropyOptions,
} from "../nn/losses/categorical_crossentropy.ts";
import {
  sparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from "../nn/losses/sparse_categorical_crossentropy.ts";

/** Activations that make probabilities. */
export type ProbabilityActivation = "softmax" | "sigmoid";

/** A loss of logits that says what another one says of the probabilities. */
export interface LogitsLoss {
  /** What makes these probabilities of these logits. */
  readonly activation: ProbabilityActivation;
  /** The loss; as losses of `nn` it takes a reduction. */
  readonly loss: (targets: tf.Tensor, logits: tf.Tensor, options?: object) => tf.Tensor;
}

const CATEGORICAL: LogitsLoss = {
  activation: "softmax",
  loss: (targets, logits, options: CategoricalCrossentropyOptions = {}) =>
    categoricalCrossentropy(targets, logits, { ...options, fromLogits: true }),
};

const BINARY: LogitsLoss = {
  activation: "sigmoid",
  loss: (targets, logits, options: BinaryCrossentropyOptions = {}) =>
    binaryCrossentropy(targets, logits, { ...options, fromLogits: true }),
};

const SPARSE: LogitsLoss = {
  activation: "softmax",
  loss: (targets, logits, options: SparseCategoricalCrossentropyOptions = {}) => {
    // tfjs takes class numbers as floats, and with an axis of their own.
    const numbers = tf.reshape(tf.cast(targets, "int32"), logits.shape.slice(0, -1));
    return sparseCategoricalCrossentropy(numbers, logits, { ...options, fromLogits: true });
  },
};

/** By the names that models are compiled with. */
const BY_NAME: Readonly<Record<string, LogitsLoss>> = {
  categoricalCrossentropy: CATEGORICAL,
  binaryCrossentropy: BINARY,
  sparseCategoricalCrossentropy: SPARSE,
};

/**
 * The same loss of logits. A function of one's own around a loss is another loss, which gets what the
 * model answers.
 *
 * @param loss The name of a loss of tfjs, or a loss.
 * @returns Undefined where it is no cross entropy of probabilities.
 */
export function logitsLoss(loss: unknown): LogitsLoss | undefined {
  if (typeof loss === "string") return Object.hasOwn(BY_NAME, loss) ? BY_NAME[loss] : undefined;
  if (loss === categoricalCrossentropy || loss === tf.metrics.categoricalCrossentropy) {
    return CATEGORICAL;
  }
  return loss === binaryCrossentropy || loss === tf.metrics.binaryCrossentropy ? BINARY : undefined;
}
