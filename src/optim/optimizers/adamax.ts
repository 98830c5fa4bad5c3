/**
 * Adamax.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Adamax}. */
export interface AdamaxOptions extends OptimizerOptions {
  /** Share of the mean gradient that stays; 0.9 unless told. */
  readonly beta1?: number;
  /** Share of the greatest size that stays; 0.999 unless told. */
  readonly beta2?: number;
  /** Added to the greatest size; 1e-7 unless told. */
  readonly epsilon?: number;
}

const DEFAULTS: Settings<AdamaxOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
};

/** Adam with the greatest size in place of the root (section 7 of https://arxiv.org/abs/1412.6980). */
export class Adamax extends Optimizer<AdamaxOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Adamax";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: AdamaxOptions = {}) {
    super(options, DEFAULTS);
    checkRange("Adamax", "beta1", { value: this.settings.beta1, most: 1 });
    checkRange("Adamax", "beta2", { value: this.settings.beta2, most: 1 });
    checkRange("Adamax", "epsilon", { value: this.settings.epsilon });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { beta1, beta2, epsilon } = this.settings;
    const mean = one.moment("momentum").blend(one.gradient, beta1);
    const norm = one.moment("norm");
    const greatest = norm.become(
      tf.maximum(tf.mul(norm.variable, beta2), tf.abs(one.gradient)),
    );
    const step = tf.div(mean, tf.add(greatest, epsilon));
    return one.stepped(step, tf.div(one.step.rate, one.step.complement(beta1)));
  }
}
