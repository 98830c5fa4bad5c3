/**
 * Gradients of several calls as one.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { OptimizerState } from "./state.ts";
import type { WeightGradient } from "./weight_gradient.ts";

const SUM = "gradient_accumulator";

/** How gradients are put together. */
export interface AccumulatorOptions {
  readonly mean: boolean;
  /** Whether the gradients are finite, a bool scalar; those that are not count as not given. */
  readonly finite: tf.Tensor | undefined;
}

/** Sums gradients up in an optimizer's state. */
export class Accumulator {
  readonly #state: OptimizerState;
  readonly #mean: boolean;
  readonly #finite: tf.Tensor | undefined;

  /** Sums up in `state`. */
  constructor(state: OptimizerState, { mean, finite }: AccumulatorOptions) {
    this.#state = state;
    this.#mean = mean;
    this.#finite = finite;
  }

  /** Adds gradients to those of the calls before. */
  add(given: readonly WeightGradient[]): void {
    for (const one of given) {
      const sum = this.#sumOf(one);
      sum.assign(tf.add(sum, this.#countedOf(one)));
    }
    const count = this.#count();
    count.assign(this.#counted(count));
  }

  /** The gradients of the calls before and these as one; then it begins anew. */
  take(given: readonly WeightGradient[]): { gradients: WeightGradient[]; counts: tf.Tensor } {
    const count = this.#count();
    const counted = this.#counted(count);
    // Where none has counted, nothing is updated, and the sum is 0.
    const share = this.#mean ? tf.div(1, tf.maximum(counted, 1)) : undefined;
    const gradients = given.map((one) => {
      const sum = this.#sumOf(one);
      const total = tf.add(sum, this.#countedOf(one));
      sum.assign(tf.zerosLike(sum));
      return { variable: one.variable, gradient: share ? tf.mul(total, share) : total };
    });
    count.assign(tf.zerosLike(count));
    return { gradients, counts: tf.greater(counted, 0) };
  }

  #sumOf({ variable }: WeightGradient): tf.Variable {
    return this.#state.slot(variable, SUM);
  }

  /** Calls whose gradients are in the sums. It is counted with them: a call that is undone is none. */
  #count(): tf.Variable {
    return this.#state.shared("accumulated_calls", () => tf.scalar(0));
  }

  #counted(count: tf.Tensor): tf.Tensor {
    return tf.add(count, this.#finite === undefined ? 1 : tf.cast(this.#finite, "float32"));
  }

  #countedOf({ gradient }: WeightGradient): tf.Tensor {
    return this.#finite === undefined
      ? gradient
      : tf.where(this.#finite, gradient, tf.zerosLike(gradient));
  }
}
