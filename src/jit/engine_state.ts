/**
 * What a trace changes in tfjs's engine, and putting it back.
 *
 * @module
 */

import * as tf from "../engine/tf.ts";
import type { TensorflowBackend } from "../engine/backend.ts";

/** The parts of tfjs's engine that traced code changes; its declarations hide some of them. */
export interface CoreEngine {
  state: {
    registeredVariables: Record<string, tf.Variable>;
    scopeStack: unknown[];
    activeScope: unknown;
    activeTape: unknown;
    numBytes: number;
    numTensors: number;
    numStringTensors: number;
    numDataBuffers: number;
    gradientDepth: number;
    kernelDepth: number;
  };
  makeVariable(
    initialValue: tf.Tensor,
    trainable?: boolean,
    name?: string,
    dtype?: tf.DataType,
  ): tf.Variable;
  disposeTensor(tensor: tf.Tensor): void;
  incRef(tensor: tf.Tensor, backend: TensorflowBackend): void;
}

/** tfjs's engine with the parts that a trace needs. */
export function coreEngine(): CoreEngine {
  return tf.engine() as unknown as CoreEngine;
}

/** Gives `variable` another value without tfjs's checks; its old one is let go. */
export function setData(
  backend: TensorflowBackend,
  variable: tf.Variable,
  dataId: object,
): void {
  const engine = coreEngine();
  engine.disposeTensor(variable);
  variable.dataId = dataId;
  engine.incRef(variable, backend);
}

/** A variable and the value that it had when the trace began. */
interface VariableBefore {
  readonly variable: tf.Variable;
  readonly dataId: object;
}

/** The state of tfjs's engine before traced code runs. */
export class EngineState {
  /** Variables by the data id of their value; no two share one, and no tensor shares it. */
  readonly variables = new Map<object, tf.Variable>();

  readonly #backend: TensorflowBackend;
  readonly #before: VariableBefore[] = [];
  readonly #state: CoreEngine["state"];
  readonly #scopes: unknown[];

  /** Notes the state; values of variables are held until {@linkcode EngineState.restore}. */
  constructor(backend: TensorflowBackend) {
    this.#backend = backend;
    for (const variable of Object.values(coreEngine().state.registeredVariables)) {
      // A traced tensor is a variable's value if its data id says so: it must say so of no other.
      if (backend.refCount(variable.dataId) > 1) ownValue(backend, variable);
      const { dataId } = variable;
      backend.incRef(dataId);
      this.variables.set(dataId, variable);
      this.#before.push({ variable, dataId });
    }
    const { state } = coreEngine();
    this.#state = { ...state };
    this.#scopes = [...state.scopeStack];
  }

  /** The variables that have another value than before, with the data id of their value before. */
  assigned(): VariableBefore[] {
    return this.#before.filter(({ variable, dataId }) => variable.dataId !== dataId);
  }

  /** The variables that were disposed since, which are brought back. */
  revived(): tf.Variable[] {
    const { registeredVariables } = coreEngine().state;
    const disposed = this.#before
      .map(({ variable }) => variable)
      .filter((variable) => registeredVariables[variable.name] !== variable);
    for (const variable of disposed) {
      (variable as unknown as { isDisposedInternal: boolean }).isDisposedInternal = false;
      registeredVariables[variable.name] = variable;
    }
    return disposed;
  }

  /** Puts everything back; the context must be the eager one again. */
  restore(): void {
    const { state } = coreEngine();
    const { registeredVariables } = state;
    for (const { variable, dataId } of this.#before) {
      if (variable.dataId !== dataId) setData(this.#backend, variable, dataId);
      this.#backend.disposeData(dataId);
    }
    state.scopeStack.splice(0, Infinity, ...this.#scopes);
    const { scopeStack } = state;
    Object.assign(state, this.#state, { registeredVariables, scopeStack });
  }
}

/** Gives a variable that shares its value with other tensors one of its own; nothing is copied. */
export function ownValue(backend: TensorflowBackend, variable: tf.Variable): void {
  const record = backend.recordOf(variable.dataId);
  const { shape, dtype } = record;
  const own = backend.fromKnown(backend.eager.share(backend.eagerHandleOf(record)), {
    shape,
    dtype,
  });
  setData(backend, variable, own.dataId);
  own.dispose();
}
