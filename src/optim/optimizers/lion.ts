/**
 * Lion.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Lion}. */
export interface LionOptions extends OptimizerOptions {
  /** Share of the momentum in the step's direction; 0.9 unless told. */
  readonly beta1?: number;
  /** Share of the momentum that stays; 0.99 unless told. */
  readonly beta2?: number;
}

const DEFAULTS: Settings<LionOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.99,
};

/**
 * Steps of the same size for each element, in the direction of a momentum (Chen et al.,
 * https://arxiv.org/abs/2302.06675); as in Keras. It wants a learning rate some 3 to 10 times below
 * Adam's, and a decay that much above.
 */
export class Lion extends Optimizer<LionOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Lion";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: LionOptions = {}) {
    super(options, DEFAULTS);
    checkRange("Lion", "beta1", { value: this.settings.beta1, most: 1 });
    checkRange("Lion", "beta2", { value: this.settings.beta2, most: 1 });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { beta1, beta2 } = this.settings;
    const moment = one.moment("momentum");
    const direction = tf.sign(
      tf.add(tf.mul(moment.variable, beta1), tf.mul(one.gradient, 1 - beta1)),
    );
    moment.become(tf.add(tf.mul(moment.variable, beta2), tf.mul(one.gradient, 1 - beta2)));
    return one.stepped(direction);
  }
}
