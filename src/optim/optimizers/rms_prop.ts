/**
 * RMSprop.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode RmsProp}. */
export interface RmsPropOptions extends OptimizerOptions {
  /** Share of the mean square that stays; 0.9 unless told. */
  readonly rho?: number;
  /** Share of the last step that is made again; 0 unless told. */
  readonly momentum?: number;
  /** Added under the root; 1e-7 unless told. */
  readonly epsilon?: number;
  /** Whether the variance stands in for the mean square; false unless told. */
  readonly centered?: boolean;
}

const DEFAULTS: Settings<RmsPropOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  rho: 0.9,
  momentum: 0,
  epsilon: 1e-7,
  centered: false,
};

/** Steps divided by the root of the gradient's mean square (Tieleman and Hinton, 2012); as in Keras. */
export class RmsProp extends Optimizer<RmsPropOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>RMSprop";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: RmsPropOptions = {}) {
    super(options, DEFAULTS);
    const { rho, momentum, epsilon } = this.settings;
    checkRange("RMSprop", "rho", { value: rho, most: 1 });
    checkRange("RMSprop", "momentum", { value: momentum, most: 1 });
    checkRange("RMSprop", "epsilon", { value: epsilon });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { rho, momentum, epsilon, centered } = this.settings;
    const { gradient } = one;
    const square = one.moment("velocity").blend(tf.square(gradient), rho);
    const spread = centered
      ? tf.sub(square, tf.square(one.moment("average_gradient").blend(gradient, rho)))
      : square;
    const step = tf.div(tf.mul(gradient, one.step.rate), tf.sqrt(tf.add(spread, epsilon)));
    if (momentum === 0) return tf.sub(one.weight, step);
    const moment = one.moment("momentum");
    return tf.sub(one.weight, moment.become(tf.add(tf.mul(moment.variable, momentum), step)));
  }
}
