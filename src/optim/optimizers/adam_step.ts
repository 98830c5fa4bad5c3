/**
 * Adam's rule.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { InPlaceUpdate } from "../../jit/in_place_update.ts";
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
  const { beta1, beta2, amsgrad = false } = rule;
  const { gradient, step } = one;
  const mean = one.moment("momentum").blend(gradient, step.setting(beta1));
  let square = one.moment("velocity").blend(tf.square(gradient), beta2);
  if (amsgrad) {
    const greatest = one.moment("velocity_hat");
    square = greatest.become(tf.maximum(greatest.variable, square));
  }
  const { scale, margin } = corrections(one, rule);
  return tf.div(tf.mul(mean, scale), tf.add(tf.sqrt(square), margin));
}

/** What the step is multiplied by, and what is added to the root, for moments that began at 0. */
function corrections(
  { step }: WeightUpdate,
  { beta1, beta2, epsilon, correctedEpsilon = false }: AdamRule,
): { scale: tf.Tensor; margin: number | tf.Tensor } {
  const root = tf.sqrt(step.complement(beta2));
  return {
    scale: tf.div(root, step.complement(beta1)),
    margin: correctedEpsilon ? tf.mul(root, epsilon) : epsilon,
  };
}

/** The same by one op of TensorFlow; false, and nothing done, where it has none. */
export function adamInPlace(
  one: WeightUpdate,
  update: InPlaceUpdate,
  rule: AdamRule & { readonly rate?: tf.Tensor },
): boolean {
  const { beta1, beta2, amsgrad = false, rate = one.step.rate } = rule;
  if (amsgrad || typeof beta1 !== "number") return false;
  const { scalars } = update;
  const { scale, margin } = corrections(one, rule);
  update.apply("ResourceApplyAdam", {
    moments: [one.moment("momentum").variable, one.moment("velocity").variable],
    before: [
      // Powers of 0: the correction is in the rate.
      scalars.constant(0),
      scalars.constant(0),
      scalars.of(tf.mul(rate, scale)),
      scalars.constant(beta1),
      scalars.constant(beta2),
      typeof margin === "number" ? scalars.constant(margin) : scalars.of(margin),
    ],
    less: one.decayed,
  });
  return true;
}
