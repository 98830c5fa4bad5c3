/**
 * Adagrad.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Adagrad}. */
export interface AdagradOptions extends OptimizerOptions {
  /** What the sum of squares begins with; 0.1 unless told. */
  readonly initialAccumulatorValue?: number;
  /** Added under the root; 1e-7 unless told. */
  readonly epsilon?: number;
}

const DEFAULTS: Settings<AdagradOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  initialAccumulatorValue: 0.1,
  epsilon: 1e-7,
};

/**
 * Steps divided by the root of the sum of the gradient's squares (Duchi et al., 2011,
 * https://jmlr.org/papers/v12/duchi11a.html); as in Keras.
 */
export class Adagrad extends Optimizer<AdagradOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Adagrad";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: AdagradOptions = {}) {
    super(options, DEFAULTS);
    const { initialAccumulatorValue, epsilon } = this.settings;
    checkRange("Adagrad", "initialAccumulatorValue", { value: initialAccumulatorValue });
    checkRange("Adagrad", "epsilon", { value: epsilon });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { initialAccumulatorValue, epsilon } = this.settings;
    const initial = () => tf.fill(one.variable.shape, initialAccumulatorValue);
    const sum = one.moment("accumulator", initial);
    const squares = sum.become(tf.add(sum.variable, tf.square(one.gradient)));
    return one.stepped(tf.div(one.gradient, tf.sqrt(tf.add(squares, epsilon))));
  }
}
