/**
 * One update as the rules of optimizers see it.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { numberOfCall } from "../../jit/host_state.ts";
import { isSchedule, type Schedule } from "../schedules/schedule.ts";
import type { OptimizerState } from "./state.ts";

/** Gives variables their new values, or leaves them as they are where a call is skipped. */
export class Assignments {
  readonly #counts: tf.Tensor | undefined;

  /**
   * Makes a way to assign.
   *
   * @param counts Whether the update counts, a bool scalar; undefined if it does in any case.
   */
  constructor(counts?: tf.Tensor) {
    this.#counts = counts;
  }

  /** Whether the update counts in any case. */
  get areCertain(): boolean {
    return this.#counts === undefined;
  }

  /** Gives `variable` the value and returns the value. */
  assign<T extends tf.Tensor>(variable: tf.Variable, value: T): T {
    const old: tf.Tensor = variable;
    variable.assign(this.#counts === undefined ? value : tf.where(this.#counts, value, old));
    return value;
  }
}

/** What all weights share in one update. */
export class Step {
  /** The learning rate. */
  readonly rate: tf.Scalar;
  /** Gives variables their values. */
  readonly assignments: Assignments;

  readonly #state: OptimizerState;
  readonly #count: () => number;
  readonly #settings = new Map<Schedule, tf.Scalar>();
  readonly #complements = new Map<number | Schedule, tf.Scalar>();
  #number: tf.Scalar | undefined;

  /** Begins an update. */
  constructor(
    { state, assignments, rate, count }: {
      readonly state: OptimizerState;
      readonly assignments: Assignments;
      /** Tells the learning rate at each call, */
      readonly rate: () => number;
      /** and the count of updates before it. */
      readonly count: () => number;
    },
  ) {
    this.#state = state;
    this.#count = count;
    this.assignments = assignments;
    this.rate = numberOfCall(rate);
  }

  /**
   * The number of this update, from 1, float32. It is counted with the weights, so that an update which
   * overflows in float16, and changes none, is none.
   */
  get number(): tf.Scalar {
    if (this.#number === undefined) {
      const steps = this.#state.shared("step", () => tf.scalar(0));
      this.#number = this.assignments.assign(steps, tf.add(steps, 1) as tf.Scalar);
    }
    return this.#number;
  }

  /** A setting that may follow the step. */
  setting(value: number | Schedule): number | tf.Scalar {
    if (!isSchedule(value)) return value;
    const known = this.#settings.get(value) ?? numberOfCall(() => value(this.#count()));
    this.#settings.set(value, known);
    return known;
  }

  /** `1 - beta^number`, with which a mean that began at 0 is corrected. */
  complement(beta: number | Schedule): tf.Scalar {
    let complement = this.#complements.get(beta);
    if (complement === undefined) {
      const now = this.setting(beta);
      const log = typeof now === "number" ? Math.log(now) : tf.log(now);
      // Not 1 - power, which loses all digits where the power is near 1.
      complement = tf.neg(tf.expm1(tf.mul(this.number, log))) as tf.Scalar;
      this.#complements.set(beta, complement);
    }
    return complement;
  }

  /** A variable that all weights share. */
  shared(name: string, initial: () => tf.Tensor): Moment {
    return new Moment(this.#state.shared(name, initial), this.assignments);
  }
}

/** What an optimizer remembers of a weight. */
export class Moment {
  readonly #variable: tf.Variable;
  readonly #assignments: Assignments;

  /** A moment that is kept in `variable`. */
  constructor(variable: tf.Variable, assignments: Assignments) {
    this.#variable = variable;
    this.#assignments = assignments;
  }

  /** The variable. */
  get variable(): tf.Variable {
    return this.#variable;
  }

  /** `share · moment + (1 - share) · next`, which it becomes. */
  blend(next: tf.Tensor, share: number | tf.Scalar): tf.Tensor {
    const weight = typeof share === "number" ? 1 - share : tf.sub(1, share);
    return this.become(
      tf.add(this.#variable, tf.mul(tf.sub(next, this.#variable), weight)),
    );
  }

  /** Becomes `value`, and returns it. */
  become(value: tf.Tensor): tf.Tensor {
    return this.#assignments.assign(this.#variable, value);
  }
}

/** One weight and its gradient. */
export class WeightUpdate {
  /** The weight's variable. */
  readonly variable: tf.Variable;
  /** Share of it that decays for a learning rate of 1. */
  readonly decay: number;
  /** Its gradient, clipped. */
  readonly gradient: tf.Tensor;
  /** What all weights share. */
  readonly step: Step;

  readonly #state: OptimizerState;
  #weight: tf.Tensor | undefined;

  /** Puts together what a rule needs. */
  constructor(
    state: OptimizerState,
    given: Pick<WeightUpdate, "variable" | "decay" | "gradient" | "step">,
  ) {
    this.#state = state;
    this.variable = given.variable;
    this.decay = given.decay;
    this.gradient = given.gradient;
    this.step = given.step;
  }

  /** The weight's value, less what decays. */
  get weight(): tf.Tensor {
    this.#weight ??= this.decay === 0 ? this.variable : tf.sub(this.variable, this.decayed!);
    return this.#weight;
  }

  /** What decays of the weight; undefined where nothing does. */
  get decayed(): tf.Tensor | undefined {
    return this.decay === 0 ? undefined : tf.mul(this.variable, tf.mul(this.step.rate, this.decay));
  }

  /** What is remembered of the weight; it begins with `initial`, zeros like the weight unless told. */
  moment(name: string, initial?: () => tf.Tensor): Moment {
    return new Moment(this.#state.slot(this.variable, name, initial), this.step.assignments);
  }

  /** The weight, less `step` times the learning rate. */
  stepped(step: tf.Tensor, rate: tf.Tensor = this.step.rate): tf.Tensor {
    return tf.sub(this.weight, tf.mul(step, rate));
  }
}
