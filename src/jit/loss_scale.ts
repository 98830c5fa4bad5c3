/**
 * Dynamic loss scaling: keeps the small gradients of float16 from vanishing.
 *
 * The loss is multiplied by a scale before the gradients are computed, and they are divided by it. A
 * step whose gradients are not finite changes no weight and halves the scale; after 2,000 good ones in
 * a row it doubles. Defaults as in Keras' `LossScaleOptimizer`. Where gradients of several calls make one
 * update, that is the step, as with PyTorch's `GradScaler`: an overflow in one of them takes the update
 * away, and the next one begins anew.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { coreEngine } from "./engine_state.ts";
import type { Trace } from "./trace.ts";

const FIRST_SCALE = 2 ** 15;
const GROWTH_STEPS = 2_000;
const FACTOR = 2;

/** A minimisation as tfjs's optimizers are asked for it. */
export interface Minimization {
  readonly optimizer: tf.Optimizer;
  readonly loss: () => tf.Scalar;
  readonly variables: tf.Variable[] | undefined;
}

/**
 * Says of an optimizer that it adds gradients up over calls: it gets those that overflow as well, and
 * makes its updates with `unlessOverflown`.
 */
export const addsGradientsUp: unique symbol = Symbol("addsGradientsUp");

/** All that decides the next scales. */
export interface LossScaleState {
  /** What the loss is multiplied by. */
  readonly scale: number;
  /** Good steps since it was last changed. */
  readonly goodSteps: number;
}

/** The scale of one compiled function, and how long it has held. */
export class LossScale {
  readonly #scale = tf.tidy(() => tf.variable(tf.scalar(FIRST_SCALE), false));
  readonly #goodSteps = tf.tidy(() => tf.variable(tf.scalar(0), false));
  #isGuarding = false;

  /** What the loss is multiplied by at present. */
  get value(): number {
    return this.#scale.dataSync()[0]!;
  }

  /** All that decides the next scales; may be set. */
  get state(): LossScaleState {
    return { scale: this.value, goodSteps: this.#goodSteps.dataSync()[0]! };
  }

  set state({ scale, goodSteps }: LossScaleState) {
    tf.tidy(() => {
      this.#scale.assign(tf.scalar(scale));
      this.#goodSteps.assign(tf.scalar(goodSteps));
    });
  }

  /** Traces one step of an optimizer and returns the loss, not scaled. */
  minimize(trace: Trace, { optimizer, loss, variables }: Minimization): tf.Scalar {
    return tf.tidy(() => {
      const scaled = () => tf.mul<tf.Scalar>(loss(), this.#scale);
      const { value, grads } = optimizer.computeGradients(scaled, variables);
      const inverse = tf.div(1, this.#scale);
      const unscaled = Object.fromEntries(
        Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, inverse)]),
      );
      const apply = () => optimizer.applyGradients(unscaled);
      const { [addsGradientsUp]: addsUp = false } = optimizer as { [addsGradientsUp]?: boolean };
      if (addsUp) apply();
      else this.guard(trace, Object.values(grads), apply);
      return tf.mul<tf.Scalar>(value, inverse);
    });
  }

  /** Traces an update that its gradients undo where they are not finite, and adapts the scale. */
  guard(trace: Trace, gradients: readonly tf.Tensor[], update: () => void): void {
    // What is within another update is undone with it.
    if (this.#isGuarding) return update();
    this.#isGuarding = true;
    try {
      const finite = gradients
        .map((gradient) => tf.all(tf.isFinite(gradient)))
        .reduce((one, other) => tf.logicalAnd(one, other));
      onlyIf(finite, trace, update);
      this.adapt(finite);
    } finally {
      this.#isGuarding = false;
    }
  }

  /** Traces what a step means for the scale, good or overflown. */
  adapt(finite: tf.Tensor): void {
    const steps = tf.where(finite, tf.add(this.#goodSteps, 1), tf.zerosLike(this.#goodSteps));
    const grows = tf.greaterEqual(steps, GROWTH_STEPS);
    const larger = tf.where(grows, tf.mul(this.#scale, FACTOR), this.#scale);
    const smaller = tf.maximum(tf.div(this.#scale, FACTOR), 1);
    this.#scale.assign(tf.where(finite, larger, smaller) as tf.Scalar);
    this.#goodSteps.assign(tf.where(grows, tf.zerosLike(steps), steps) as tf.Scalar);
  }

  /** Frees the variables. */
  dispose(): void {
    this.#scale.dispose();
    this.#goodSteps.dispose();
  }
}

/** Runs `update` so that the variables it assigns keep their values where `condition` is false. */
function onlyIf(condition: tf.Tensor, trace: Trace, update: () => void): void {
  const { registeredVariables } = coreEngine().state;
  const before = new Map(
    Object.values(registeredVariables).map((variable) => [variable, tf.clone(variable)]),
  );
  update();
  for (const variable of Object.values(registeredVariables)) {
    // One that the update has made began with its first value.
    const old = before.get(variable) ?? firstValue(trace, variable);
    if (old.dataId === variable.dataId) continue;
    variable.assign(tf.where(condition, variable, old));
  }
}

function firstValue(trace: Trace, variable: tf.Variable): tf.Tensor {
  const { before } = trace.variables.get(variable)!;
  const meta = { dtype: trace.dtype(before), shape: trace.shape(before) };
  return (tf.backend() as TensorflowBackend).fromKnown(before, meta);
}
