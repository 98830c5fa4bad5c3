/**
 * Adafactor.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Adafactor}. */
export interface AdafactorOptions extends OptimizerOptions {
  /** Power of the step by which the mean square forgets; -0.8 unless told. */
  readonly beta2Decay?: number;
  /** Added to squares of the gradient; 1e-30 unless told. */
  readonly epsilon1?: number;
  /** Least size of a weight that a step is relative to; 0.001 unless told. */
  readonly epsilon2?: number;
  /** Root mean square that a step is cut down to; 1 unless told. */
  readonly clipThreshold?: number;
  /**
   * Whether a step is at most one over the root of its number; true unless told. Keras bounds it in any
   * case, whatever its `relative_step`.
   */
  readonly relativeStep?: boolean;
}

const DEFAULTS: Settings<AdafactorOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  beta2Decay: -0.8,
  epsilon1: 1e-30,
  epsilon2: 1e-3,
  clipThreshold: 1,
  relativeStep: true,
};

/**
 * Adam's idea with little memory: of a matrix it remembers the mean squares of rows and columns, and
 * steps are relative to a weight's size (Shazeer and Stern, https://arxiv.org/abs/1804.04235); as in
 * Keras.
 */
export class Adafactor extends Optimizer<AdafactorOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Adafactor";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: AdafactorOptions = {}) {
    super(options, DEFAULTS);
    const { epsilon1, epsilon2, clipThreshold } = this.settings;
    checkRange("Adafactor", "epsilon1", { value: epsilon1 });
    checkRange("Adafactor", "epsilon2", { value: epsilon2 });
    checkRange("Adafactor", "clipThreshold", { value: clipThreshold });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    const { epsilon1, epsilon2, clipThreshold, beta2Decay } = this.settings;
    const { gradient, step } = one;
    const fade = tf.sub(1, tf.pow(step.number, beta2Decay)) as tf.Scalar;
    const squares = tf.add(tf.square(gradient), epsilon1);
    const square = one.variable.rank < 2
      ? one.moment("velocity").blend(squares, fade)
      : factored(one, squares, fade);
    const raw = tf.div(gradient, tf.sqrt(square));
    const cut = tf.div(raw, tf.maximum(tf.div(rootMeanSquare(raw), clipThreshold), 1));
    const size = tf.maximum(rootMeanSquare(one.weight), epsilon2);
    return one.stepped(cut, tf.mul(size, this.#rate(one)));
  }

  #rate({ step }: WeightUpdate): tf.Tensor {
    return this.settings.relativeStep ? tf.minimum(step.rate, tf.rsqrt(step.number)) : step.rate;
  }
}

function rootMeanSquare(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.mean(tf.square(x)));
}

/** Mean squares put together from those of rows and columns. */
function factored(one: WeightUpdate, squares: tf.Tensor, fade: tf.Scalar): tf.Tensor {
  const { shape } = one.variable;
  const [rows, columns] = [shape.slice(0, -1), [...shape.slice(0, -2), shape.at(-1)!]];
  const r = one.moment("row_velocity", () => tf.zeros(rows)).blend(tf.mean(squares, -1), fade);
  const c = one.moment("column_velocity", () => tf.zeros(columns)).blend(
    tf.mean(squares, -2),
    fade,
  );
  const share = tf.div(r, tf.mean(r, -1, true));
  return tf.mul(tf.expandDims(share, -1), tf.expandDims(c, -2));
}
