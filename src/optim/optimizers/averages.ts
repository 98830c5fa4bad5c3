/**
 * Moving averages of weights.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { isTraced } from "../../jit/host_state.ts";
import type { EmaOptions } from "./options.ts";
import type { OptimizerState } from "./state.ts";
import { Moment, type Step } from "./update.ts";

const AVERAGE = "average";

/** The name that the average of a weight has in an optimizer's saved state. */
export function averageName(weight: string): string {
  return `${weight}/${AVERAGE}`;
}

/** The averages of the weights of one optimizer (Polyak and Juditsky, https://doi.org/10.1137/0330046). */
export class Averages {
  readonly #state: OptimizerState;
  readonly #momentum: number;
  #inUse = false;

  /** Keeps the averages in `state`. */
  constructor(state: OptimizerState, { momentum = 0.99 }: EmaOptions) {
    this.#state = state;
    this.#momentum = momentum;
  }

  /** Takes the weights' new values in; `overwrite` gives them the averages. */
  update(step: Step, variables: readonly tf.Variable[], overwrite: boolean): void {
    // The first average is the weight itself.
    const momentum = tf.mul(tf.minimum(tf.sub(step.number, 1), 1), this.#momentum) as tf.Scalar;
    for (const variable of variables) {
      const average = new Moment(this.#state.slot(variable, AVERAGE), step.assignments);
      const value = average.blend(variable, momentum);
      if (overwrite) step.assignments.assign(variable, value);
    }
  }

  /** Exchanges weights and averages. */
  exchange(): void {
    this.#requireEager();
    for (const { weight, average } of this.#pairs()) {
      const value = tf.clone(weight);
      weight.assign(average);
      average.assign(value);
      value.dispose();
    }
    this.#inUse = !this.#inUse;
  }

  /** Gives the weights their averages for good. */
  adopt(): void {
    this.requireNotInUse("adopt the averages");
    this.#requireEager();
    for (const { weight, average } of this.#pairs()) weight.assign(average);
  }

  /** Refuses what would mix weights and averages up. */
  requireNotInUse(what: string): void {
    if (!this.#inUse) return;
    throw new Error(
      `Cannot ${what} while the model has the averages of its weights: end the \`using\` block of ` +
        "useAverages() first",
    );
  }

  #requireEager(): void {
    if (!isTraced()) return;
    throw new TypeError(
      "Cannot exchange weights and averages in a function that jit traces: do it outside",
    );
  }

  #pairs(): { weight: tf.Variable; average: tf.Variable }[] {
    const pairs = this.#state.weights.flatMap((weight) => {
      const average = this.#state.find(weight, AVERAGE);
      return average === undefined ? [] : [{ weight, average }];
    });
    if (pairs.length === 0) {
      throw new Error("Cannot use averages of weights: no update has been made yet");
    }
    return pairs;
  }
}
