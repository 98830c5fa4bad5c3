/**
 * tfjs's optimizers inside a trace: one op updates a weight and its moments where they lie.
 *
 * Outside of a trace they are as ever. Inside, an update of Adam is `ResourceApplyAdam` instead of 14
 * ops and three new tensors; what has no such op, or none of the same meaning, is traced op by op.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { DType } from "../core/dtype.ts";
import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";
import { currentTrace } from "./current_trace.ts";
import { coreEngine, setData } from "./engine_state.ts";
import type { Trace, TracedVariable } from "./trace.ts";

const LOCKING: OpAttr = { name: "use_locking", type: AttrKind.bool, value: false };

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

/** Scalars as inputs of ops. */
class Scalars {
  readonly #backend = tf.backend() as TensorflowBackend;

  /** A tensor of the trace. */
  of(tensor: tf.Tensor): bigint {
    return this.#backend.handleOf(tensor);
  }

  /** A number that stays as it is. */
  constant(value: number): bigint {
    return this.#backend.context.createTensor(DType.float32, [], Float32Array.of(value));
  }
}

/** The update of one weight. */
class Update {
  readonly scalars = new Scalars();
  readonly #backend = tf.backend() as TensorflowBackend;
  readonly #trace = this.#backend.context as Trace;
  readonly #weight: tf.Variable;
  readonly #gradient: bigint;
  readonly #index: number;

  constructor(
    { weight, gradient, index }: { weight: tf.Variable; gradient: tf.Tensor; index: number },
  ) {
    this.#weight = weight;
    this.#gradient = this.#backend.handleOf(gradient);
    this.#index = index;
  }

  /** Whether the weight's resource holds its value: nobody has assigned it in this trace. */
  get isInPlace(): boolean {
    return this.#backend.handleOf(this.#weight) === this.#traced(this.#weight).before;
  }

  /** The moment `name` of the weight; zeros if there is none yet. */
  slot(slots: Slot[], name: string): tf.Variable {
    slots[this.#index] ??= {
      originalName: `${this.#weight.name}/${name}`,
      variable: tf.tidy(() => tf.zerosLike(this.#weight).variable(false)),
    };
    return slots[this.#index]!.variable;
  }

  /** Adds the op that updates the weight and its moments. */
  apply(
    op: string,
    { moments = [], before = [], after = [], attrs = [] }: {
      moments?: readonly tf.Variable[];
      /** Scalars that the op takes ahead of the gradient, */
      before?: readonly bigint[];
      /** and behind it. */
      after?: readonly bigint[];
      attrs?: readonly OpAttr[];
    },
  ): void {
    const trace = this.#trace;
    const variables = [this.#weight, ...moments];
    const values = [...before, this.#gradient, ...after].map((handle) => trace.outputOf(handle));
    const made = trace.updates.note(
      { variables: variables.map((variable) => this.#traced(variable)), values },
      (resources, controlInputs) =>
        trace.addNode(op, {
          attrs: [...attrs, LOCKING],
          inputs: [...resources, ...values],
          controlInputs,
        }),
    );
    made.forEach((handle, i) => {
      const { shape } = variables[i]!;
      const value = this.#backend.fromKnown(handle, { shape, dtype: trace.dtype(handle) });
      setData(this.#backend, variables[i]!, value.dataId);
      value.dispose();
    });
  }

  #traced(variable: tf.Variable): TracedVariable {
    // To ask for its handle makes the trace know it.
    this.#backend.handleOf(variable);
    return this.#trace.variables.get(variable)!;
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
      attrs: [{ name: "use_nesterov", type: AttrKind.bool, value: optimizer.useNesterov }],
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
