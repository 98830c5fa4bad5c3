/**
 * Stochastic gradient descent.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { InPlaceUpdate } from "../../jit/in_place_update.ts";
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
    const moment = one.moment("momentum");
    if (!rateInMomentum) {
      const next = moment.become(tf.add(tf.mul(moment.variable, share), one.gradient));
      return one.stepped(nesterov ? tf.add(one.gradient, tf.mul(next, share)) : next);
    }
    const pull = tf.mul(one.gradient, rate);
    const next = moment.become(tf.sub(tf.mul(moment.variable, share), pull));
    return tf.add(one.weight, nesterov ? tf.sub(tf.mul(next, share), pull) : next);
  }

  /** `ResourceApplyKerasMomentum`, or `ResourceApplyMomentum` for a momentum of gradients. */
  protected override updateInPlace(one: WeightUpdate, update: InPlaceUpdate): boolean {
    const { momentum, nesterov, rateInMomentum } = this.settings;
    const { scalars } = update;
    const rate = scalars.of(one.step.rate);
    const less = one.decayed;
    if (momentum === 0) {
      update.apply("ResourceApplyGradientDescent", { before: [rate], less });
      return true;
    }
    const share = one.step.setting(momentum);
    update.apply(rateInMomentum ? "ResourceApplyKerasMomentum" : "ResourceApplyMomentum", {
      moments: [one.moment("momentum").variable],
      before: [rate],
      after: [typeof share === "number" ? scalars.constant(share) : scalars.of(share)],
      flags: { use_nesterov: nesterov },
      less,
    });
    return true;
  }
}
