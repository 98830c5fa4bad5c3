/**
 * Stochastic gradient descent.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Sgd}. */
export interface SgdOptions extends OptimizerOptions {
  /** Share of the last step that is made again, or how it follows the count of updates; 0 unless told. */
  readonly momentum?: number | Schedule;
  /** Whether the gradient counts as if the momentum had been followed already; false unless told. */
  readonly nesterov?: boolean;
  /**
   * Whether the momentum holds steps, with the learning rates of their time in them, as in Keras; or
   * gradients, which the rate of the moment multiplies, as in PyTorch. True unless told; without a
   * schedule both are the same.
   */
  readonly rateInMomentum?: boolean;
}

const DEFAULTS: Settings<SgdOptions> = {
  ...COMMON,
  learningRate: 0.01,
  momentum: 0,
  nesterov: false,
  rateInMomentum: true,
};

/** Gradient descent, with momentum or Nesterov's (Sutskever et al., 2013); defaults as in Keras. */
export class Sgd extends Optimizer<SgdOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>SGD";

  /** Makes one; a learning rate of 0.01 and no momentum unless told. */
  constructor(options: SgdOptions = {}) {
    super(options, DEFAULTS);
    checkRange("SGD", "momentum", { value: this.settings.momentum, most: 1 });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { momentum, nesterov, rateInMomentum } = this.settings;
    const { rate } = one.step;
    if (momentum === 0) return one.stepped(one.gradient);
    const share = one.step.setting(momentum);
    const pull = rateInMomentum ? tf.mul(one.gradient, rate) : one.gradient;
    const moment = one.moment("momentum");
    const next = moment.become(tf.add(tf.mul(moment.variable, share), pull));
    const step = nesterov ? tf.add(pull, tf.mul(next, share)) : next;
    return rateInMomentum ? tf.sub(one.weight, step) : one.stepped(step);
  }
}
