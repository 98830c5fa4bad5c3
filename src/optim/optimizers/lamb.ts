/**
 * LAMB.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { adamStep } from "./adam_step.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Lamb}. */
export interface LambOptions extends OptimizerOptions {
  /** Share of the mean gradient that stays; 0.9 unless told. */
  readonly beta1?: number;
  /** Share of the mean square that stays; 0.999 unless told. */
  readonly beta2?: number;
  /** Added to the root; 1e-7 unless told. */
  readonly epsilon?: number;
}

const DEFAULTS: Settings<LambOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
};

/**
 * Adam's direction with a length in proportion to the weight's, for large batches (You et al.,
 * https://arxiv.org/abs/1904.00962); as in Keras.
 */
export class Lamb extends Optimizer<LambOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Lamb";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: LambOptions = {}) {
    super(options, DEFAULTS);
    checkRange("Lamb", "beta1", { value: this.settings.beta1, most: 1 });
    checkRange("Lamb", "beta2", { value: this.settings.beta2, most: 1 });
    checkRange("Lamb", "epsilon", { value: this.settings.epsilon });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const step = adamStep(one, { ...this.settings, correctedEpsilon: true });
    const [weight, length] = [norm(one.weight), norm(step)];
    const both = tf.logicalAnd(tf.greater(weight, 0), tf.greater(length, 0));
    const trust = tf.where(both, tf.div(weight, length), tf.onesLike(weight));
    return one.stepped(step, tf.mul(one.step.rate, trust));
  }
}

function norm(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(x)));
}
