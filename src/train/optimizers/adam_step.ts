/**
 * Adam's rule.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { WeightUpdate } from "./update.ts";

/** What decides the rule. */
export interface AdamRule {
  readonly beta1: number | Schedule;
  readonly beta2: number;
  readonly epsilon: number;
  readonly correctedEpsilon?: boolean;
  readonly amsgrad?: boolean;
}

/** The step for a learning rate of 1, its moments brought up to date. */
export function adamStep(one: WeightUpdate, rule: AdamRule): tf.Tensor {
  const { beta1, beta2, epsilon, correctedEpsilon = false, amsgrad = false } = rule;
  const { gradient, step } = one;
  const mean = one.moment("momentum").blend(gradient, step.setting(beta1));
  let square = one.moment("velocity").blend(tf.square(gradient), beta2);
  if (amsgrad) {
    const greatest = one.moment("velocity_hat");
    square = greatest.become(tf.maximum(greatest.variable, square));
  }
  const rootOfCorrection = tf.sqrt(step.complement(beta2));
  const scale = tf.div(rootOfCorrection, step.complement(beta1));
  const margin = correctedEpsilon ? tf.mul(rootOfCorrection, epsilon) : epsilon;
  return tf.div(tf.mul(mean, scale), tf.add(tf.sqrt(square), margin));
}
