/**
 * Adadelta.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Adadelta}. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Share of the mean squares that stays; 0.95 unless told. */
  readonly rho?: number;
  /** Added under the roots; 1e-7 unless told. */
  readonly epsilon?: number;
}

const DEFAULTS: Settings<AdadeltaOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  rho: 0.95,
  epsilon: 1e-7,
};

/**
 * Steps as long as the last ones, divided by the root of the gradient's mean square (Zeiler,
 * https://arxiv.org/abs/1212.5701). The paper's form has a learning rate of 1; the default, 0.001, is
 * Keras'.
 */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Adadelta";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: AdadeltaOptions = {}) {
    super(options, DEFAULTS);
    checkRange("Adadelta", "rho", { value: this.settings.rho, most: 1 });
    checkRange("Adadelta", "epsilon", { value: this.settings.epsilon });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { rho, epsilon } = this.settings;
    const root = (square: tf.Tensor) => tf.sqrt(tf.add(square, epsilon));
    const squares = one.moment("accumulated_grad").blend(tf.square(one.gradient), rho);
    const steps = one.moment("accumulated_delta_var");
    const step = tf.div(tf.mul(root(steps.variable), one.gradient), root(squares));
    steps.blend(tf.square(step), rho);
    return one.stepped(step);
  }
}
