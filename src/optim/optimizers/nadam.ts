/**
 * Nadam.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { Step, WeightUpdate } from "./update.ts";

/** Options of {@linkcode Nadam}. */
export interface NadamOptions extends OptimizerOptions {
  /** Share of the mean gradient that stays, once warm; 0.9 unless told. */
  readonly beta1?: number;
  /** Share of the mean square that stays; 0.999 unless told. */
  readonly beta2?: number;
  /** Added to the root; 1e-7 unless told. */
  readonly epsilon?: number;
}

const DEFAULTS: Settings<NadamOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
};

/** Logarithm of the share by which the warm-up of the momentum fades with each step. */
const LOG_FADE = Math.log(0.96);

/** What all weights share in an update: the shares of the momentum, and their products so far. */
interface Shares {
  readonly now: tf.Tensor;
  readonly next: tf.Tensor;
  readonly product: tf.Tensor;
  readonly nextProduct: tf.Tensor;
}

/**
 * Adam with Nesterov's momentum (Dozat, 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ); as
 * in Keras.
 */
export class Nadam extends Optimizer<NadamOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Nadam";

  #shares: Shares | undefined;

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: NadamOptions = {}) {
    super(options, DEFAULTS);
    checkRange("Nadam", "beta1", { value: this.settings.beta1, most: 1 });
    checkRange("Nadam", "beta2", { value: this.settings.beta2, most: 1 });
    checkRange("Nadam", "epsilon", { value: this.settings.epsilon });
  }

  /** Brings up to date what all weights share. */
  protected override begin(step: Step): void {
    const { beta1 } = this.settings;
    const shareAt = (number: tf.Tensor) =>
      tf.mul(tf.sub(1, tf.mul(tf.exp(tf.mul(number, LOG_FADE)), 0.5)), beta1);
    const [now, next] = [shareAt(step.number), shareAt(tf.add(step.number, 1))];
    const products = step.shared("share_product", () => tf.scalar(1));
    const product = products.become(tf.mul(products.variable, now));
    this.#shares = { now, next, product, nextProduct: tf.mul(product, next) };
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { beta1, beta2, epsilon } = this.settings;
    const { gradient, step } = one;
    const { now, next, product, nextProduct } = this.#shares!;
    const mean = one.moment("momentum").blend(gradient, beta1);
    const square = one.moment("velocity").blend(tf.square(gradient), beta2);
    const ahead = tf.add(
      tf.mul(mean, tf.div(next, tf.sub(1, nextProduct))),
      tf.mul(gradient, tf.div(tf.sub(1, now), tf.sub(1, product))),
    );
    const root = tf.sqrt(tf.div(square, step.complement(beta2)));
    return one.stepped(tf.div(ahead, tf.add(root, epsilon)));
  }
}
