/**
 * tfjs's optimizers inside a trace: one op updates a weight and its moments where they lie.
 *
 * Outside of a trace they are as ever. Inside, an update of Adam is `ResourceApplyAdam` instead of 14
 * ops and three new tensors; what has no such op, or none of the same meaning, is traced op by op.
 *
 * @module
 */

import * as tf from "../engine/tf.ts";
import { currentTrace } from "./current_trace.ts";
import { coreEngine } from "./engine_state.ts";
import { InPlaceUpdate, Scalars } from "./in_place_update.ts";
import type { Trace } from "./trace.ts";

/** A moment that an optimizer keeps for a weight. */
interface Slot {
  originalName: string;
  variable: tf.Variable;
}

/** Gradients by the name of their variable. */
type Gradients = tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[];

/** tfjs's optimizers, with what their declarations hide. */
interface CoreOptimizer {
  learningRate: number;
  applyGradients(gradients: Gradients): void;
  incrementIterations(): void;
  minimize(
    loss: () => tf.Scalar,
    returnsCost?: boolean,
    variables?: tf.Variable[],
  ): tf.Scalar | null;
}

interface Sgd extends CoreOptimizer {
  /** The negative learning rate, which setLearningRate() replaces. */
  c: tf.Scalar;
}

interface Momentum extends Sgd {
  momentum: number;
  useNesterov: boolean;
  accumulations: Slot[];
}

interface RmsProp extends CoreOptimizer {
  momentum: number;
  decay: number;
  epsilon: number;
  centered: boolean;
  accumulatedMeanSquares: Slot[];
  accumulatedMoments: Slot[];
}

interface Adam extends CoreOptimizer {
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Slot[];
  accumulatedSecondMoment: Slot[];
}

/** The update of one weight by an optimizer of tfjs. */
class Update extends InPlaceUpdate {
  readonly #index: number;

  constructor(given: { weight: tf.Variable; gradient: tf.Tensor; index: number }) {
    super(given);
    this.#index = given.index;
  }

  /** The moment `name` of the weight; zeros if there is none yet. */
  slot(slots: Slot[], name: string): tf.Variable {
    slots[this.#index] ??= {
      originalName: `${this.weight.name}/${name}`,
      variable: tf.tidy(() => tf.zerosLike(this.weight).variable(false)),
    };
    return slots[this.#index]!.variable;
  }
}

/** How an optimizer's weights are updated by an op of TensorFlow. */
interface InPlace<T> {
  /** Whether the op means the same as the optimizer with these settings. */
  fits?(optimizer: T): boolean;
  /** Makes what tells the learning rate at each call. Default: the optimizer's own field. */
  rate?(optimizer: T): () => number;
  /** Makes what all weights share. */
  prepare?(optimizer: T, update: Scalars): bigint[];
  /** Updates one weight. */
  apply(optimizer: T, update: Update, shared: readonly bigint[]): void;
  /** Ends the step. */
  finish?(optimizer: T): void;
}

/** The rate that tfjs's SGD goes by: its field may say other. */
function rateFromTensor(optimizer: Sgd): () => number {
  let tensor: tf.Scalar | undefined;
  let rate = 0;
  return () => {
    if (tensor !== optimizer.c) {
      tensor = optimizer.c;
      rate = -tensor.dataSync()[0]!;
    }
    return rate;
  };
}

const sgd: InPlace<Sgd> = {
  rate: rateFromTensor,
  apply: (_, update, [rate]) => update.apply("ResourceApplyGradientDescent", { before: [rate!] }),
};

const momentum: InPlace<Momentum> = {
  rate: rateFromTensor,
  apply: (optimizer, update, [rate]) =>
    update.apply("ResourceApplyMomentum", {
      moments: [update.slot(optimizer.accumulations, "momentum")],
      before: [rate!],
      after: [update.scalars.constant(optimizer.momentum)],
      flags: { use_nesterov: optimizer.useNesterov },
    }),
};

const rmsProp: InPlace<RmsProp> = {
  // TensorFlow's centred op adds epsilon where tfjs takes it away.
  fits: ({ centered }) => !centered,
  apply: (optimizer, update, [rate]) => {
    const { decay, momentum, epsilon } = optimizer;
    update.apply("ResourceApplyRMSProp", {
      moments: [
        update.slot(optimizer.accumulatedMeanSquares, "rms"),
        update.slot(optimizer.accumulatedMoments, "momentum"),
      ],
      before: [rate!, ...[decay, momentum, epsilon].map((n) => update.scalars.constant(n))],
    });
  },
};

const adam: InPlace<Adam> = {
  prepare: ({ accBeta1, accBeta2, beta1, beta2, epsilon }, scalars) => [
    scalars.of(accBeta1),
    scalars.of(accBeta2),
    scalars.constant(beta1),
    scalars.constant(beta2),
    // The op adds epsilon before the bias is corrected, tfjs after: so the correction goes in here.
    scalars.of(tf.mul(tf.sqrt(tf.sub(1, accBeta2)), epsilon)),
  ],
  apply: (optimizer, update, [rate, power1, power2, beta1, beta2, epsilon]) =>
    update.apply("ResourceApplyAdam", {
      moments: [
        update.slot(optimizer.accumulatedFirstMoment, "m"),
        update.slot(optimizer.accumulatedSecondMoment, "v"),
      ],
      before: [power1!, power2!, rate!, beta1!, beta2!, epsilon!],
    }),
  finish: ({ accBeta1, accBeta2, beta1, beta2 }) => {
    accBeta1.assign(tf.mul(accBeta1, beta1));
    accBeta2.assign(tf.mul(accBeta2, beta2));
  },
};

/** Traces that ask for the learning rate at each call, by optimizer. */
const asked = new WeakMap<object, WeakSet<Trace>>();

/** Lets tfjs's optimizers work in traces; a second call does nothing. */
export function traceOptimizers(): void {
  const base = tf.Optimizer.prototype as unknown as CoreOptimizer;
  if (asked.has(base)) return;
  asked.set(base, new WeakSet());
  const { incrementIterations } = base;
  base.incrementIterations = function () {
    const trace = currentTrace();
    if (trace === undefined) return incrementIterations.call(this);
    // Once per call of the compiled function, not once per trace.
    trace.afterCall.push(() => incrementIterations.call(this));
    trace.assumptions.push(unchanged(this, asked.get(this)?.has(trace) ?? false));
  };
  const { minimize } = base;
  base.minimize = function (loss, returnsCost, variables) {
    const trace = currentTrace();
    if (trace?.lossScale === undefined) {
      return minimize.call(this, loss, returnsCost, variables);
    }
    const optimizer = this as unknown as tf.Optimizer;
    const cost = trace.lossScale.minimize(trace, { optimizer, loss, variables });
    return returnsCost ? cost : null;
  };
  inPlace(tf.SGDOptimizer, sgd);
  inPlace(tf.MomentumOptimizer, momentum);
  inPlace(tf.RMSPropOptimizer, rmsProp);
  inPlace(tf.AdamOptimizer, adam);
}

function inPlace<T extends CoreOptimizer>(
  optimizerClass: { prototype: unknown },
  ops: InPlace<T>,
): void {
  const prototype = optimizerClass.prototype as T;
  const { applyGradients } = prototype;
  prototype.applyGradients = function (this: T, gradients: Gradients) {
    const trace = currentTrace();
    trace?.requireAssignable();
    const updates = trace === undefined ? [] : updatesOf(gradients);
    const fits = trace !== undefined && trace.lossScale === undefined &&
      (ops.fits?.(this) ?? true) &&
      updates.every((update) => update.isInPlace);
    if (!fits) return applyGradients.call(this, gradients);
    tf.tidy(() => {
      const rate = trace.number(ops.rate?.(this) ?? (() => this.learningRate));
      const shared = [rate, ...ops.prepare?.(this, new Scalars()) ?? []];
      for (const update of updates) ops.apply(this, update, shared);
      ops.finish?.(this);
    });
    const traces = asked.get(this) ?? new WeakSet();
    asked.set(this, traces.add(trace));
    this.incrementIterations();
  };
}

function updatesOf(gradients: Gradients): Update[] {
  const { registeredVariables } = coreEngine().state;
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  return named.flatMap(({ name, tensor }, index) => {
    const weight = registeredVariables[name];
    // tfjs skips a variable that has no gradient.
    return weight && tensor ? [new Update({ weight, gradient: tensor, index })] : [];
  });
}

/**
 * Tells whether an optimizer's settings are those with which it was traced, and its moments those
 * variables: `setWeights` puts others in their place.
 */
function unchanged(optimizer: object, asksForRate: boolean): () => boolean {
  const fields = optimizer as Record<string, unknown>;
  const settings = Object.entries(fields).filter(([name, value]) =>
    typeof value === "number" && name !== "iterations_" &&
    !(asksForRate && name === "learningRate")
  );
  const slots = Object.entries(fields).flatMap(([name, list]) =>
    Array.isArray(list) ? (list as (Slot | undefined)[]).map((slot, i) => ({ name, i, slot })) : []
  ).map(({ name, i, slot }) => ({ name, i, variable: slot?.variable }));
  return () =>
    settings.every(([name, value]) => Object.is(fields[name], value)) &&
    slots.every(({ name, i, variable }) =>
      (fields[name] as (Slot | undefined)[])[i]?.variable === variable
    );
}
